/**
 * The same text, laid out anew. A text that was cut out of a longer one keeps all of that in memory; what outlives the
 * message it is from must not.
 */
export function ownCopy(text: string): string {
  // Short ones are copied when they are cut.
  if (text.length < LEAST_CUT) return text;
  const copy: unknown = JSON.parse(JSON.stringify(text));
  return typeof copy === 'string' ? copy : text;
}

const LEAST_CUT = 13;
