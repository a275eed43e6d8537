/** Text of others, made harmless: titles hold whatever somebody typed. */

/**
 * What is never shown: controls but white space, marks that turn the direction of writing, halves of characters, and what Unicode says is
 * no character.
 */
const INVISIBLE =
  /(?!\s)[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const SPACE = /\s+/g;

/** One line that is safe to print anywhere: white space is one blank, and nothing in it steers a terminal or a renderer. */
export function oneLine(text: string): string {
  return text.replace(INVISIBLE, '').replace(SPACE, ' ').trim();
}

/** At most so many characters; an ellipsis is the last of them where something is missing. */
export function shortened(text: string, most: number): string {
  const points = Array.from(text);
  return points.length <= most
    ? text
    : `${points
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** Alike for texts that differ in case, in how a character is composed, or in white space. */
export function searchable(text: string): string {
  return oneLine(text.normalize('NFKC').toLowerCase().toUpperCase());
}

/** Digits in groups of three. Not `toLocaleString`: its first call in a process loads a table for 25 ms, on the thread that answers. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
