/** What a character is, in the sense of the counting rules (which are not JavaScript's `\w`, `\s` and `/i`). */

const WORD = /[\p{L}\p{N}_]/u;
const WORD_RUN = /[\p{L}\p{N}_]+/gu;

/** Every white space character of the rules: Unicode's, and the four ASCII separators; U+FEFF is none. */
const SPACES =
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

const NO_SPACE = new RegExp(`[^${SPACES}]`, 'g');

/** Characters beyond a-z that equal a letter when case is ignored (simple Unicode folding). */
export const FOLDINGS: ReadonlyMap<string, string> = new Map([
  ['\u017f', 's'],
  ['\u212a', 'k'],
  ['\u0130', 'i'],
  ['\u0131', 'i'],
]);

/** Becomes `i` and a combining dot when lower-cased, so in lower-cased text it ends like a non-word character. */
export const DOTTED_CAPITAL_I = '\u0130';

/** True for a letter or number of any script, and `_`. Lone surrogates are none. */
export function isWord(character: string): boolean {
  return WORD.test(character);
}

export function isSpace(character: string): boolean {
  return SPACES.includes(character);
}

/** Where the first character at `start` or later is that is no white space; -1 when there is none. */
export function indexOfText(text: string, start: number): number {
  NO_SPACE.lastIndex = start;
  return NO_SPACE.exec(text)?.index ?? -1;
}

/** Which UTF-16 units are word characters: one sweep over all of them, run by run, because it is made at every start. */
export function wordUnits(): Uint8Array {
  const word = new Uint8Array(0x10000);
  const mark = (from: number, to: number): void => {
    const units = Array.from({ length: to - from }, (_, i) => from + i);
    for (const run of String.fromCharCode(...units).matchAll(WORD_RUN)) {
      word.fill(1, from + run.index, from + run.index + run[0].length);
    }
  };
  for (let page = 0; page < 0x10000; page += 0x800) {
    const isSurrogates = page === 0xd800;
    if (!isSurrogates) mark(page, page + 0x800);
  }
  return word;
}

export function spaceUnits(): readonly number[] {
  return Array.from(SPACES, (space) => space.charCodeAt(0));
}
