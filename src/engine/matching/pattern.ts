import { isWord } from './characters.js';

/**
 * The notation of the counters table, parsed.
 *
 * | written | means |
 * |---|---|
 * | `‹` `›` | a word boundary at that place |
 * | `a … b` | `a`, then the longest stretch without a line break that still ends in `b` |
 * | `␣*` `␣+` | any / one or more white space, line breaks included |
 * | `x?` | `x` may be missing |
 * | `{a,b}` | one of |
 * | `␠` | a space, where one at an edge would not be seen |
 * | `W+` | at the very start, after `‹`: one or more of a-z, 0-9, `_`, `-` |
 *
 * Everything else stands for itself, in any case.
 */
export type Pattern =
  /** Plain text with nothing open-ended in it: all the words it may be, the preferred one first. */
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  /** Words with white space between them. */
  | { readonly kind: 'spaced'; readonly head: Word; readonly tails: readonly Tail[] }
  /** Words with anything but a line break between them; each part is one of several words. */
  | { readonly kind: 'stretch'; readonly parts: readonly (readonly Word[])[] }
  /** A run of `W` characters before a word. */
  | { readonly kind: 'run'; readonly words: readonly Word[] };

/** A literal in lower case, and whether a word boundary is asked for at its edges. */
export interface Word {
  readonly text: string;
  readonly boundaryBefore: boolean;
  readonly boundaryAfter: boolean;
}

/** What follows the head of a spaced pattern: alternating white space and words. */
export interface Tail {
  readonly steps: readonly { readonly atLeastOneSpace: boolean; readonly word: Word }[];
}

/** @throws Error that names the pattern when it uses the notation in a way that the matcher cannot honour exactly. */
export function parsePattern(source: string): Pattern[] {
  if (source.includes('…')) {
    const parts = source.split(' … ').map((part) => parseWords(source, part));
    // Where a stretch starts and ends is told by the words seen; one inside another would be seen too.
    for (const words of parts) refuseAlike(source, words, 'is part of', liesIn);
    return [{ kind: 'stretch', parts }];
  }
  if (source.startsWith('‹W+')) {
    return [{ kind: 'run', words: parseWords(source, source.slice('‹W+'.length)) }];
  }
  if (source.includes('␣')) return parseSpaced(source);
  return [{ kind: 'words', words: parseWords(source, source) }];
}

/** A head that may be one of several words makes several patterns. */
function parseSpaced(source: string): Pattern[] {
  const [first = '', ...rest] = source.split(/(␣[*+])/);
  return parseWords(source, first).map((head) => {
    let tails: Tail[] = [{ steps: [] }];
    for (let i = 0; i < rest.length; i += 2) {
      const words = parseWords(source, rest[i + 1] ?? '');
      // Which of `on` and `one` was meant would depend on what follows.
      refuseAlike(source, words, 'begins', (a, b) => b.text.startsWith(a.text));
      const atLeastOneSpace = rest[i] === '␣+';
      tails = tails.flatMap(({ steps }) =>
        words.map((word) => ({ steps: [...steps, { atLeastOneSpace, word }] })),
      );
    }
    for (const tail of tails) refuseInnerBoundaries(source, head, tail);
    for (const tail of tails) refuseSecondHead(source, head, tail);
    return { kind: 'spaced', head, tails };
  });
}

/** A boundary is a step of its own, and would take the white space beside it. */
function refuseInnerBoundaries(source: string, head: Word, { steps }: Tail): void {
  const words = [head, ...steps.map(({ word }) => word)];
  if (words.some((word, i) => (i > 0 && word.boundaryBefore) || (i < steps.length && word.boundaryAfter)))
    throw misuse(source, 'a boundary stands beside white space');
}

/** Where the match starts is remembered when the head goes by; one more inside the match would overwrite it. */
function refuseSecondHead(source: string, head: Word, { steps }: Tail): void {
  if (/\s/.test(head.text)) throw misuse(source, 'the first word has white space in it');
  const rest = steps.map(({ atLeastOneSpace, word }) => (atLeastOneSpace ? ' ' : '') + word.text).join('');
  if ((head.text + rest).includes(head.text, 1)) throw misuse(source, 'the first word comes again');
}

/** In a pattern of several parts, no word of a part may hide another. */
function refuseAlike(
  source: string,
  words: readonly Word[],
  relation: string,
  holds: (a: Word, b: Word) => boolean,
): void {
  for (const a of words) {
    for (const b of words) {
      if (a !== b && holds(a, b)) throw misuse(source, `"${a.text}" ${relation} "${b.text}"`);
    }
  }
}

function liesIn(inner: Word, outer: Word): boolean {
  for (let at = outer.text.indexOf(inner.text); at >= 0; at = outer.text.indexOf(inner.text, at + 1)) {
    const before = outer.text.charAt(at - 1);
    const after = outer.text.charAt(at + inner.text.length);
    if (!(inner.boundaryBefore && isWord(before)) && !(inner.boundaryAfter && isWord(after))) return true;
  }
  return false;
}

/** One piece of text without gaps, as all the words that its braces and question marks allow, in order of preference. */
function parseWords(source: string, part: string): Word[] {
  return expand(part).map((text) => {
    if (text === '') throw misuse(source, 'a part of it may be empty');
    const boundaryBefore = text.startsWith('‹');
    const boundaryAfter = text.endsWith('›');
    const bare = text.slice(boundaryBefore ? 1 : 0, boundaryAfter ? -1 : undefined).replaceAll('␠', ' ');
    if (bare === '' || /[‹›]/.test(bare)) throw misuse(source, 'a boundary belongs at the edge of a word');
    const stray = /[…␣{}?]|W\+/.exec(bare);
    if (stray) throw misuse(source, `"${stray[0]}" is in a place where it means nothing`);
    // Any number of them could lie in the white space of another pattern, more than a tally remembers.
    if (!/\S/.test(bare)) throw misuse(source, 'a word is only white space');
    return { text: bare.toLowerCase(), boundaryBefore, boundaryAfter };
  });
}

/** From the left, as an ordered search would try them: of `a?{b,c}` all that begin with `a` come first. */
function expand(source: string): string[] {
  const found = /^(.*?)(?:\{([^{}]*)\}|([^{}])\?)(.*)$/s.exec(source);
  if (!found) return [source];
  const [, before = '', inside, optional = '', after = ''] = found;
  const choices = inside === undefined ? [optional, ''] : inside.split(',');
  return choices.flatMap((choice) => expand(before + choice + after));
}

function misuse(source: string, why: string): Error {
  return new Error(`Pattern "${source}" cannot be matched: ${why}.`);
}
