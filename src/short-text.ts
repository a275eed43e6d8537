/** What is kept of texts of any length: their beginning to show, and a short stand-in for the whole. Pure. */

/** Characters of a title, a model or a tool's name that are kept. */
export const KEPT_POINTS = 200;

/** The beginning of a text: all of it, unless it is longer than what is kept. */
export function beginningOf(text: string): string {
  if (text.length <= KEPT_POINTS) return text;
  // Joined anew, for a slice would keep the whole text in memory.
  const points = Array.from(text.slice(0, 2 * KEPT_POINTS));
  return points.length > KEPT_POINTS || text.length > 2 * KEPT_POINTS
    ? points.slice(0, KEPT_POINTS).join('')
    : text;
}

/** A name; of a long one its beginning, and what tells it from others that begin alike. */
export function shortNameOf(name: string): string {
  const beginning = beginningOf(name);
  return beginning === name ? name : `${beginning}…${hashOf(name)}`;
}

/**
 * The same text, laid out anew. A text that was cut out of a longer one keeps all of that in memory; what outlives the
 * longer one must not.
 */
export function ownCopy(text: string): string {
  // Short ones are copied when they are cut.
  if (text.length < LEAST_CUT) return text;
  const copy: unknown = JSON.parse(JSON.stringify(text));
  return typeof copy === 'string' ? copy : text;
}

const LEAST_CUT = 13;

/**
 * 64 bits as 14 characters. Two different lists of texts have the same ones about never; it is not made to withstand somebody
 * who looks for such texts. Nothing is copied, and few steps go to each unit: tens of thousands of short texts take
 * milliseconds.
 */
export function hashOf(...texts: readonly string[]): string {
  let [one, two] = [0x1e3779b9, 0x25ebca6b];
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      one = Math.imul(one ^ unit, 0x9e3779b1);
      two = Math.imul(two ^ unit ^ (one >>> 15), 0x5f356495);
    }
    // Where a text ends matters, too.
    one = mixed(one ^ text.length);
    two = mixed(two ^ one);
  }
  // In one go: two texts that were put together would take thrice the memory, and a history has many sessions.
  return String.fromCharCode(...lettersOf(one), ...lettersOf(two));
}

/** 32 bits as the codes of seven characters. */
function lettersOf(bits: number): readonly number[] {
  return [
    letterOf(bits >>> 27),
    letterOf(bits >>> 22),
    letterOf(bits >>> 17),
    letterOf(bits >>> 12),
    letterOf(bits >>> 7),
    letterOf(bits >>> 2),
    letterOf(bits & 3),
  ];
}

/** Each bit of the result hangs on each of the argument. */
function mixed(bits: number): number {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/** Of the lowest five bits: a–z, 0–5. */
function letterOf(bits: number): number {
  const five = bits & 31;
  return five < 26 ? 97 + five : 22 + five;
}
