import { type Alphabet, createAlphabet } from './alphabet.js';
import { Automaton, type Sequence, type Step } from './automaton.js';
import { FOLDINGS } from './characters.js';
import { Kernel } from './kernel.js';
import { type Pattern, parsePattern, type Word } from './pattern.js';
import { LONGEST_PATTERN } from './tally.js';

/** What the automaton reports at the end of a word. `late`: it took one more character to see the word boundary. */
export type Output = { readonly length: number; readonly late: boolean; readonly rule: number } & (
  | { readonly kind: 'word'; readonly rank: number }
  /** A match of a rule that finds places. */
  | { readonly kind: 'place' }
  /** The head of a spaced pattern went by: its place is kept in `mark`. */
  | { readonly kind: 'head'; readonly mark: number }
  | { readonly kind: 'spaced'; readonly rank: number; readonly mark: number }
  | { readonly kind: 'part'; readonly stretch: number; readonly part: number }
  | { readonly kind: 'run'; readonly rank: number }
);

export interface Stretch {
  readonly rule: number;
  readonly rank: number;
  readonly lastPart: number;
}

/** A rule: `count` how often it matches, notice (`has`) that it does, or hand out (`find`) every place, overlapping ones too. */
export interface RuleSource {
  readonly name: string;
  readonly patterns: readonly string[];
  readonly mode: 'count' | 'has' | 'find';
  /** Match the lower-cased text instead of ignoring case; they differ for ſ, İ and ı. */
  readonly lowered: boolean;
}

export interface CompiledRules {
  readonly sources: readonly RuleSource[];
  readonly alphabet: Alphabet;
  readonly automaton: Automaton<Output>;
  /** Walks texts through the automaton. */
  readonly kernel: Kernel;
  readonly marks: number;
  readonly stretches: readonly Stretch[];
  /** The rules that have a run pattern. */
  readonly runRules: readonly number[];
}

/** @throws Error naming a pattern that cannot be matched exactly; the table is wrong then, not the input. */
export function compileRules(sources: readonly RuleSource[]): CompiledRules {
  const parsed = sources.map(({ patterns }) => patterns.flatMap(parsePattern));
  const alphabet = createAlphabet(parsed.flat().flatMap(chainsOf).join(''));
  const sequences: Sequence<Output>[] = [];
  const stretches: Stretch[] = [];
  let marks = 0;

  sources.forEach(({ lowered, name, mode }, rule) => {
    const steps = stepsFor(alphabet, lowered);
    let rank = 0;
    for (const pattern of parsed[rule] ?? []) {
      if (chainsOf(pattern).some((words) => words.length > LONGEST_PATTERN)) {
        throw new Error(`A pattern of ${name} is longer than ${LONGEST_PATTERN} characters.`);
      }
      if (mode === 'find') refuseUnlessAscii(name, pattern);
      switch (pattern.kind) {
        case 'words':
          for (const word of pattern.words) {
            const kind =
              mode === 'find' ? ({ kind: 'place' } as const) : ({ kind: 'word', rank: rank++ } as const);
            sequences.push({ steps: steps.word(word), output: { ...kind, rule, ...edges(word) } });
          }
          break;
        case 'run':
          refuseMatchesInsideRuns(name, parsed[rule] ?? []);
          for (const word of pattern.words) {
            const output: Output = { kind: 'run', rank: rank++, rule, ...edges(word) };
            sequences.push({ steps: [steps.run, ...steps.word(word)], output });
          }
          break;
        case 'spaced': {
          const mark = marks++;
          const head = steps.word(pattern.head);
          sequences.push({ steps: head, output: { kind: 'head', mark, rule, ...edges(pattern.head) } });
          for (const tail of pattern.tails) {
            const rest = tail.steps.flatMap((step) => [
              ...(step.atLeastOneSpace ? [steps.space] : []),
              steps.spaces,
              ...steps.word(step.word),
            ]);
            const late = tail.steps.map(({ word }) => edges(word).late).at(-1) === true;
            const output: Output = { kind: 'spaced', rank: rank++, rule, mark, length: 0, late };
            sequences.push({ steps: [...head, ...rest], output });
          }
          break;
        }
        case 'stretch': {
          const stretch = stretches.push({ rule, rank: rank++, lastPart: pattern.parts.length - 1 }) - 1;
          pattern.parts.forEach((words, part) => {
            for (const word of words) {
              sequences.push({
                steps: steps.word(word),
                output: { kind: 'part', stretch, part, rule, ...edges(word) },
              });
            }
          });
          break;
        }
      }
    }
  });

  // A late output ended one character before the others of its state.
  const lateFirst = (a: Output, b: Output): number => Number(b.late) - Number(a.late);
  const kernel = new Kernel(alphabet, (state, symbol) => automaton.after(state, symbol));
  const automaton = new Automaton(sequences, alphabet.size, alphabet.lineBreak, lateFirst, kernel);
  kernel.begin(automaton.start, alphabet.lineBreak);
  const runRules = [...sources.keys()].filter((rule) => parsed[rule]?.some(({ kind }) => kind === 'run'));
  return { sources, alphabet, automaton, kernel, marks, stretches, runRules };
}

function stepsFor(alphabet: Alphabet, lowered: boolean) {
  const boundary: Step = { symbols: alphabet.nonWord(lowered), repeat: false };
  return {
    run: { symbols: alphabet.run, repeat: false },
    space: { symbols: alphabet.spaces, repeat: false },
    spaces: { symbols: alphabet.spaces, repeat: true },
    word: ({ text, boundaryBefore, boundaryAfter }: Word): Step[] => [
      ...(boundaryBefore ? [boundary] : []),
      ...Array.from(text, (character) => ({ symbols: alphabet.literal(character, lowered), repeat: false })),
      ...(boundaryAfter ? [boundary] : []),
    ],
  };
}

function edges(word: Word): { length: number; late: boolean } {
  // A boundary is "a non-word character beside it" only if the word itself has word characters at that edge.
  const first = word.text.at(0) ?? '';
  const last = word.text.at(-1) ?? '';
  if ((word.boundaryBefore && !/\w/.test(first)) || (word.boundaryAfter && !/\w/.test(last))) {
    throw new Error(`The boundary of "${word.text}" must lie at a letter, digit or underscore.`);
  }
  return { length: word.text.length, late: word.boundaryAfter };
}

/** Who is told of a place wants to look at the bytes there: they must be as many as the word has characters. */
function refuseUnlessAscii(name: string, pattern: Pattern): void {
  const folds = new RegExp(`[${[...FOLDINGS.values()].join('')}]`);
  if (pattern.kind !== 'words' || pattern.words.some(({ text }) => folds.test(text))) {
    throw new Error(
      `A pattern of ${name} is no plain word, or has letters that others match; that is not supported.`,
    );
  }
}

/** The words of a pattern that can follow each other in one match. */
function chainsOf(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'words':
    case 'run':
      return pattern.words.map(({ text }) => text);
    case 'spaced':
      return pattern.tails.map(
        ({ steps }) => pattern.head.text + steps.map(({ word }) => word.text).join(''),
      );
    case 'stretch':
      return pattern.parts.flatMap((words) => words.map(({ text }) => text));
  }
}

/** The start of a run is searched only where no other match of the rule can lie. */
function refuseMatchesInsideRuns(name: string, patterns: readonly Pattern[]): void {
  const words = patterns.flatMap((pattern) =>
    pattern.kind === 'words' || pattern.kind === 'run' ? pattern.words : [],
  );
  const only = patterns.every((pattern) => pattern.kind === 'words' || pattern.kind === 'run');
  if (!only || words.some(({ text }) => /^[a-z0-9_-]+$/.test(text))) {
    throw new Error(`A pattern of ${name} could match inside the run of another; that is not supported.`);
  }
}
