import { isWord } from './characters.js';
import type { CompiledRules, Output, Stretch } from './rules.js';
import { Runs } from './runs.js';
import { type Match, Tally } from './tally.js';

/** How far a stretch pattern ("a … b … c" on one line) has come. */
interface StretchState extends Stretch {
  /** Where the first part starts that a match would start with; -1 when none is open. */
  open: number;
  /** The line break that ends the chance. */
  lineEnd: number;
  /** What counted before `open`: a match may push out all that came after. */
  anchor: Match | undefined;
  nextPart: number;
  /** The next part must start here or later. */
  from: number;
}

/**
 * Counts all rules in one pass over a text that comes in chunks of any size. A chunk must not end between the two
 * halves of a surrogate pair. After the last chunk, end the text with a line break, which itself is part of no match:
 * words that need a boundary after them are seen only then.
 */
export class Matcher {
  readonly #rules: CompiledRules;
  readonly #tallies: readonly Tally[];
  readonly #found: boolean[];
  readonly #counted: readonly boolean[];
  readonly #marks: Float64Array;
  readonly #stretches: readonly StretchState[];
  readonly #stretchesOf: readonly (readonly StretchState[])[];
  #state: number;
  /** Where the current chunk starts, in units from the start of the session. */
  #base = 0;
  #text = '';
  /** First line break at or after the place last asked about; Infinity: not in the text so far; -1: not asked. */
  #lineEnd = -1;
  readonly #runs: Runs;

  constructor(rules: CompiledRules) {
    this.#rules = rules;
    this.#tallies = rules.sources.map(() => new Tally());
    this.#found = rules.sources.map(() => false);
    this.#counted = rules.sources.map(({ mode }) => mode === 'count');
    this.#marks = new Float64Array(rules.marks);
    this.#stretches = rules.stretches.map((stretch) => ({ ...stretch, ...CLOSED }));
    this.#stretchesOf = rules.sources.map((_, rule) =>
      this.#stretches.filter((stretch) => stretch.rule === rule),
    );
    this.#runs = new Runs(rules, (rule, place) => this.#tallies[rule]?.endBefore(place) ?? 0);
    this.#state = rules.automaton.start;
  }

  /** Forgets the text so far. */
  reset(): void {
    for (const tally of this.#tallies) tally.reset();
    this.#found.fill(false);
    for (const stretch of this.#stretches) Object.assign(stretch, CLOSED);
    this.#state = this.#rules.automaton.start;
    this.#base = 0;
    this.#lineEnd = -1;
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

  feed(text: string): void {
    this.#text = text;
    this.#runs.begin(text, this.#base);
    if (this.#lineEnd === Number.POSITIVE_INFINITY) this.#moveLineEnd(0);
    this.#scan(text);
    this.#runs.end();
    this.#base += text.length;
    this.#text = '';
  }

  /** The hot loop: one look-up a character, everything else only where a word ends. */
  #scan(text: string): void {
    const { next, shift, firstReporting } = this.#rules.automaton;
    const { symbolOf, otherWord, other } = this.#rules.alphabet;
    const { surrogateState } = this.#rules;
    let state = this.#state;
    for (let i = 0; i < text.length; i++) {
      const before = state;
      state = next[(state << shift) | (symbolOf[text.charCodeAt(i)] ?? 0)] ?? 0;
      if (state < firstReporting) continue;
      let width = 1;
      if (state === surrogateState) {
        const character = String.fromCodePoint(text.codePointAt(i) ?? 0);
        width = character.length;
        i += width - 1;
        state = next[(before << shift) | (isWord(character) ? otherWord : other)] ?? 0;
        if (state < firstReporting) continue;
      }
      this.#report(state - firstReporting, this.#base + i + 1, width);
    }
    this.#state = state;
  }

  /** @param end after the character that led here, which is `width` units wide */
  #report(reporting: number, end: number, width: number): void {
    for (const output of this.#rules.automaton.outputs[reporting] ?? []) {
      if (!this.#counted[output.rule] && this.#found[output.rule]) continue;
      this.#see(output, output.late ? end - width : end);
    }
  }

  #see(output: Output, end: number): void {
    const start = end - output.length;
    switch (output.kind) {
      case 'word':
        this.#match(output.rule, start, end, output.rank);
        break;
      case 'head':
        this.#marks[output.mark] = start;
        break;
      case 'spaced':
        this.#match(output.rule, this.#marks[output.mark] ?? end, end, output.rank);
        break;
      case 'run': {
        const runStart = this.#runs.startOf(output.rule, start);
        if (runStart >= 0) this.#match(output.rule, runStart, end, output.rank);
        break;
      }
      case 'part': {
        const stretch = this.#stretches[output.stretch];
        if (stretch !== undefined) this.#advance(stretch, output.part, start, end);
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

  #advance(stretch: StretchState, part: number, start: number, end: number): void {
    if (stretch.open >= 0 && start > stretch.lineEnd) stretch.open = -1;
    if (part === 0 && stretch.open < 0) {
      const previous = this.#tallies[stretch.rule]?.before(start, stretch.rank);
      if (previous !== undefined && previous.end > start) return;
      stretch.open = start;
      stretch.anchor = previous;
      stretch.lineEnd = this.#lineEndAfter(end);
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

  #lineEndAfter(place: number): number {
    if (place > this.#lineEnd) this.#moveLineEnd(Math.max(0, place - this.#base));
    return this.#lineEnd;
  }

  /** Only ever moves forward, and no further than the next line break: the text is searched once. */
  #moveLineEnd(from: number): void {
    const found = this.#text.indexOf('\n', from);
    const moved = found < 0 ? Number.POSITIVE_INFINITY : this.#base + found;
    for (const stretch of this.#stretches) {
      if (stretch.lineEnd === Number.POSITIVE_INFINITY) stretch.lineEnd = moved;
    }
    this.#lineEnd = moved;
  }
}

const CLOSED = { open: -1, lineEnd: -1, anchor: undefined, nextPart: 0, from: 0 } as const;
