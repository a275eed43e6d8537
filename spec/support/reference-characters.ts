/** The characters of the counting rules as pieces of regular expressions (flag `u`, and never flag `i`). */

export const WORD = '[\\p{L}\\p{N}_]';
/** Where a word character meets something else: neither the letters of `\b` nor its idea of astral ones will do. */
export const EDGE = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;
export const SPACE =
  '[\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
/** As much of the line as possible. */
export const LINE = '[^\\n]*';
export const NAME = '[a-zA-Z0-9_\\u017f\\u212a\\u0130\\u0131\\-]+';

/** A letter a-z in any case, with those that equal it when case is ignored. */
export function eitherCase(letter: string): string {
  if (letter === 's') return '[sS\\u017f]';
  if (letter === 'k') return '[kK\\u212a]';
  if (letter === 'i') return '[iI\\u0130\\u0131]';
  return `[${letter}${letter.toUpperCase()}]`;
}
