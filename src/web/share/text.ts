/** How wide a text is, in pixels. */
export type Measure = (text: string) => number;

/** Control characters, and those that turn the direction of what follows: a picture has one line of sight. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** On one line, with nothing in it that cannot be seen. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
}

/**
 * Breaks a text into lines; what is too long for them ends with an ellipsis. A word that is too long for a line is cut.
 * @param width of a line, in pixels
 */
export function wrap(text: string, width: number, mostLines: number, measure: Measure): readonly string[] {
  const lines: string[] = [];
  let words = visible(text).split(' ');
  while (words.length > 0 && words[0] !== '') {
    if (lines.length === mostLines - 1) return [...lines, cut(words.join(' '), width, measure)];
    const count = Math.max(
      1,
      longest(words.length, (n) => measure(words.slice(0, n).join(' ')) <= width),
    );
    lines.push(cut(words.slice(0, count).join(' '), width, measure));
    words = words.slice(count);
  }
  return lines;
}

/** As much of a text as fits, with an ellipsis where some is missing. */
export function cut(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  // Some letters are several characters: none is cut in two.
  const letters = [
    ...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text.slice(0, 2_000)),
  ];
  const start = (count: number): string =>
    `${letters
      .slice(0, count)
      .map(({ segment }) => segment)
      .join('')
      .trimEnd()}…`;
  return start(longest(letters.length, (count) => measure(start(count)) <= width));
}

/** The greatest number up to `most` that fits, by halving: what fits for a number fits for all below it. */
function longest(most: number, fits: (count: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
