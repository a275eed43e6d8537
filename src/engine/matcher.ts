import { isWord } from './characters.js';
import type { CompiledRules, Output, Stretch } from './rules.js';
import { LONGEST_PATTERN, type Match, Tally } from './tally.js';

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
  /** The last characters before the current chunk: as many as a word may have gone by before its run is asked for. */
  #kept = '';
  /** By rule: the first usable start in the run of W characters that goes up to `#kept`, or -1. */
  readonly #openRuns: Map<number, number>;
  /** Whether a word character stands before `#kept`. */
  #wordBefore = false;

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
    this.#openRuns = new Map(rules.runRules.map((rule) => [rule, -1]));
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
    this.#kept = '';
    for (const rule of this.#openRuns.keys()) this.#openRuns.set(rule, -1);
    this.#wordBefore = false;
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
    if (this.#lineEnd === Number.POSITIVE_INFINITY) this.#moveLineEnd(0);
    this.#scan(text);
    if (this.#openRuns.size > 0) this.#carryRuns();
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
        const runStart = this.#runStart(output.rule, start);
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

  /**
   * Where a match may start whose W characters reach up to `place`: the first word boundary in their run that no earlier
   * match of the rule covers; -1 when there is none. Runs end at the dot that follows, so each is looked at once.
   */
  #runStart(rule: number, place: number): number {
    const bound = this.#tallies[rule]?.endBefore(place) ?? 0;
    const leftmost = -this.#kept.length;
    let first = -1;
    let i = place - this.#base;
    while (i > leftmost && this.#base + i > bound && this.#inRun(i - 1)) {
      i--;
      if (this.#boundaryAt(i)) first = this.#base + i;
    }
    if (i > leftmost) return first;
    // The run reaches back beyond what is at hand, perhaps all of it lies there.
    const carried = this.#openRuns.get(rule) ?? -1;
    return carried >= bound && carried < place ? carried : first;
  }

  /** @param i counted from the start of the chunk, so negative for what is kept of those before */
  #unitAt(i: number): number {
    return i < 0 ? this.#kept.charCodeAt(this.#kept.length + i) : this.#text.charCodeAt(i);
  }

  #inRun(i: number): boolean {
    const { symbolOf, run } = this.#rules.alphabet;
    return run.has(symbolOf[this.#unitAt(i)] ?? 0);
  }

  /** Whether the W character at `i` differs from the character before it in being a word character. */
  #boundaryAt(i: number): boolean {
    return isWord(String.fromCharCode(this.#unitAt(i))) !== this.#wordEndingAt(i);
  }

  #wordEndingAt(i: number): boolean {
    const leftmost = -this.#kept.length;
    if (i === leftmost) return this.#wordBefore;
    const last = String.fromCharCode(this.#unitAt(i - 1));
    const pair = i - 1 > leftmost ? String.fromCharCode(this.#unitAt(i - 2)) + last : last;
    return isWord((pair.codePointAt(0) ?? 0) > 0xffff ? pair : last);
  }

  /** Remembers of the chunk's end what a match in the next one may need. */
  #carryRuns(): void {
    const length = this.#text.length;
    const end = this.#kept + this.#text.slice(-KEPT);
    // No half of a surrogate pair may be kept alone.
    const kept = end.slice(-KEPT).replace(/^[\udc00-\udfff]/, '');
    const cut = length - kept.length;
    if (cut > -this.#kept.length) {
      const inRun = this.#inRun(cut - 1);
      for (const rule of this.#openRuns.keys()) {
        this.#openRuns.set(rule, inRun ? this.#runStart(rule, this.#base + cut) : -1);
      }
      this.#wordBefore = this.#wordEndingAt(cut);
    }
    this.#kept = kept;
  }
}

/** The longest word, and one more unit in case the first is half a surrogate pair. */
const KEPT = LONGEST_PATTERN + 1;

const CLOSED = { open: -1, lineEnd: -1, anchor: undefined, nextPart: 0, from: 0 } as const;
