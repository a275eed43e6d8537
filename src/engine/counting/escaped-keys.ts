/** A fault of V8 12.8 and later: https://github.com/nodejs/node/issues/63785. Pure. */

/**
 * Whether `JSON.parse` takes one key for another here: where an earlier object had a key that is spelled as the beginning
 * of an escaped one, as `\` is of `"\""`, the escaped one comes back as that.
 */
export const MISREADS_KEYS = misreadsKeys();

function misreadsKeys(): boolean {
  JSON.parse(String.raw`{"a key":[],"\\":0}`);
  const value: unknown = JSON.parse(String.raw`{"a key":1,"\"":2}`);
  return !(typeof value === 'object' && value !== null && '"' in value);
}

/** Whether some key of a JSON text has an escape. What is no JSON may be taken for either. */
export function hasEscapedKey(text: string): boolean {
  if (!text.includes('\\')) return false;
  for (let start = text.indexOf('"'); start >= 0; ) {
    let end = start + 1;
    let isEscaped = false;
    for (; end < text.length && text.charCodeAt(end) !== QUOTE; end++) {
      if (text.charCodeAt(end) !== BACKSLASH) continue;
      isEscaped = true;
      end++;
    }
    if (isEscaped && isBeforeColon(text, end + 1)) return true;
    start = text.indexOf('"', end + 1);
  }
  return false;
}

function isBeforeColon(text: string, from: number): boolean {
  let at = from;
  while (SPACES.has(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === COLON;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const SPACES: ReadonlySet<number> = new Set([0x20, 0x0a, 0x0d, 0x09]);
