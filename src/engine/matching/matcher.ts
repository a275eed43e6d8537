import { LINE_BREAK, NOTHING } from './bytes.js';
import type { CompiledRules, Output, Stretch } from './rules.js';
import { Runs } from './runs.js';
import { type Match, Tally } from './tally.js';
import { Walker } from './walker.js';

/** How far a stretch pattern ("a … b … c" on one line) has come. */
interface StretchState extends Stretch {
  /** Where the first part starts that a match would start with; -1 when none is open. */
  open: number;
  /** The line break that ends the chance, as a byte's index from the start of the session. */
  lineEnd: number;
  /** What counted before `open`: a match may push out all that came after. */
  anchor: Match | undefined;
  nextPart: number;
  /** The next part must start here or later. */
  from: number;
}

/** Is told where a rule that finds places has a match: the index in the current chunk at which it ends, and its length in bytes. */
export type Visit = (end: number, length: number) => void;

/**
 * Counts all rules in one pass over a text that comes as UTF-8, in chunks of any size that end nowhere inside a
 * character, and stay as they are until the next one. End each message with `endLine`: words that need a boundary after
 * them are seen only then.
 *
 * Three measures: an index is a byte's in the current chunk, an offset a byte's from the start of the session, and a
 * place a character's from there; a word's length is known in characters only, since ſ matches s.
 */
export class Matcher {
  readonly #rules: CompiledRules;
  readonly #visit: Visit;
  readonly #tallies: readonly Tally[];
  readonly #found: boolean[];
  readonly #counted: readonly boolean[];
  readonly #marks: Float64Array;
  readonly #stretches: readonly StretchState[];
  readonly #stretchesOf: readonly (readonly StretchState[])[];
  readonly #runs: Runs;
  readonly #walker: Walker;
  #chunk: Uint8Array = NOTHING;
  /** Offset and place of the chunk's start. */
  #offset = 0;
  #place = 0;
  /** Offset of the first line break at or after the one last asked about; Infinity: not in the text so far; its negative: not asked. */
  #lineEnd = Number.NEGATIVE_INFINITY;

  /** @param visit is told of the matches of `find` rules */
  constructor(rules: CompiledRules, visit: Visit = () => {}) {
    this.#rules = rules;
    this.#visit = visit;
    this.#tallies = rules.sources.map(() => new Tally());
    this.#found = rules.sources.map(() => false);
    this.#counted = rules.sources.map(({ mode }) => mode === 'count');
    this.#marks = new Float64Array(rules.marks);
    this.#stretches = rules.stretches.map((stretch) => ({ ...stretch, ...closed() }));
    this.#stretchesOf = rules.sources.map((_, rule) =>
      this.#stretches.filter((stretch) => stretch.rule === rule),
    );
    this.#runs = new Runs(rules, (rule, place) => this.#tallies[rule]?.endBefore(place) ?? 0);
    this.#walker = new Walker(rules, (state, characters, bytes, width) =>
      this.#report(state, this.#place + characters, bytes, width),
    );
  }

  /** Forgets the text so far. */
  reset(): void {
    for (const tally of this.#tallies) tally.reset();
    this.#found.fill(false);
    for (const stretch of this.#stretches) close(stretch);
    this.#walker.reset();
    this.#chunk = NOTHING;
    this.#offset = 0;
    this.#place = 0;
    this.#lineEnd = Number.NEGATIVE_INFINITY;
    this.#runs.forget();
  }

  /** How often rule number `rule` matched so far. */
  count(rule: number): number {
    return this.#tallies[rule]?.count ?? 0;
  }

  /** Whether rule number `rule` matched since the start, or since it was last taken. */
  has(rule: number): boolean {
    return this.#found[rule] === true;
  }

  /** As `has`, and notices anew from here on. */
  take(rule: number): boolean {
    const found = this.has(rule);
    this.#found[rule] = false;
    return found;
  }

  /**
   * Says which messages come next, each as one text, so that several are looked at in one go. Whatever comes after all is counted.
   * @param lasts whether a text is the last one of its session, as far as that is known
   */
  expect(texts: readonly Uint8Array[], lasts: readonly boolean[]): void {
    this.#walker.expect(texts, lasts);
  }

  /** A message that comes as one text: as `feed` and `endLine`. */
  feedMessage(text: Uint8Array): void {
    this.#begin(text);
    this.#place += this.#walker.message(text);
    this.#endLine();
  }

  feed(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#begin(chunk);
    this.#place += this.#walker.chunk(chunk);
  }

  /** A line break, which is itself part of no match. */
  endLine(): void {
    this.#walker.lineBreak(0, this.#chunk.length);
    this.#place++;
    this.#endLine();
  }

  #begin(chunk: Uint8Array): void {
    this.#runs.next(chunk, this.#place);
    this.#offset += this.#chunk.length;
    this.#chunk = chunk;
    if (this.#lineEnd === Number.POSITIVE_INFINITY) this.#moveLineEnd(0);
  }

  #endLine(): void {
    const { length } = this.#chunk;
    if (this.#lineEnd === Number.POSITIVE_INFINITY) this.#setLineEnd(this.#offset + length);
    this.#offset += length + 1;
    this.#chunk = NOTHING;
    this.#runs.forget();
  }

  /** @param place, @param index after the character that led here, which is `width` bytes wide */
  #report(state: number, place: number, index: number, width: number): void {
    for (const output of this.#rules.automaton.outputs(state)) {
      if (!this.#counted[output.rule] && this.#found[output.rule]) continue;
      if (output.late) this.#see(output, place - 1, index - width);
      else this.#see(output, place, index);
    }
  }

  #see(output: Output, end: number, index: number): void {
    const start = end - output.length;
    switch (output.kind) {
      case 'word':
        this.#match(output.rule, start, end, output.rank);
        break;
      case 'place':
        this.#visit(index, output.length);
        break;
      case 'head':
        this.#marks[output.mark] = start;
        break;
      case 'spaced':
        this.#match(output.rule, this.#marks[output.mark] ?? end, end, output.rank);
        break;
      case 'run': {
        const runStart = this.#runs.startOf(output.rule, index, output.length, start);
        if (runStart >= 0) this.#match(output.rule, runStart, end, output.rank);
        break;
      }
      case 'part': {
        const stretch = this.#stretches[output.stretch];
        if (stretch !== undefined) this.#advance(stretch, output.part, start, end, this.#offset + index);
        break;
      }
    }
  }

  #match(rule: number, start: number, end: number, rank: number, anchor?: Match): void {
    if (!this.#counted[rule]) {
      this.#found[rule] = true;
      return;
    }
    if (this.#tallies[rule]?.add(start, end, rank, anchor) !== true) return;
    for (const stretch of this.#stretchesOf[rule] ?? []) {
      const goesFirst = start < stretch.open || (start === stretch.open && rank < stretch.rank);
      if (goesFirst && end > stretch.open) stretch.open = -1;
    }
  }

  /** @param offset where the part ends, which lies on one line */
  #advance(stretch: StretchState, part: number, start: number, end: number, offset: number): void {
    if (stretch.open >= 0 && offset > stretch.lineEnd) stretch.open = -1;
    if (part === 0 && stretch.open < 0) {
      const previous = this.#tallies[stretch.rule]?.before(start, stretch.rank);
      if (previous !== undefined && previous.end > start) return;
      stretch.open = start;
      stretch.anchor = previous;
      stretch.lineEnd = this.#lineEndAfter(offset);
      stretch.nextPart = 1;
      stretch.from = end;
    } else if (stretch.open >= 0 && start >= stretch.from) {
      // The earliest middle parts leave the most room; every last part then makes the match longer.
      if (part === stretch.nextPart && part < stretch.lastPart) {
        stretch.nextPart++;
        stretch.from = end;
      } else if (part === stretch.lastPart && stretch.nextPart === part) {
        this.#match(stretch.rule, stretch.open, end, stretch.rank, stretch.anchor);
      }
    }
  }

  #lineEndAfter(offset: number): number {
    if (offset > this.#lineEnd) this.#moveLineEnd(Math.max(0, offset - this.#offset));
    return this.#lineEnd;
  }

  /** Only ever moves forward, and no further than the next line break: the text is searched once. */
  #moveLineEnd(from: number): void {
    const found = this.#chunk.indexOf(LINE_BREAK, from);
    this.#setLineEnd(found < 0 ? Number.POSITIVE_INFINITY : this.#offset + found);
  }

  #setLineEnd(offset: number): void {
    for (const stretch of this.#stretches) {
      if (stretch.lineEnd === Number.POSITIVE_INFINITY) stretch.lineEnd = offset;
    }
    this.#lineEnd = offset;
  }
}

const closed = () => ({
  open: -1,
  lineEnd: Number.NEGATIVE_INFINITY,
  anchor: undefined,
  nextPart: 0,
  from: 0,
});

/** One field after the other: this happens for every session, and `Object.assign` takes ten times as long. */
function close(stretch: StretchState): void {
  stretch.open = -1;
  stretch.lineEnd = Number.NEGATIVE_INFINITY;
  stretch.anchor = undefined;
  stretch.nextPart = 0;
  stretch.from = 0;
}
