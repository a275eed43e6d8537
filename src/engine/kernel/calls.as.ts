/**
 * Reads `tool_calls` as the bytes they are, in one pass that makes no values, and writes down which tools are called and which
 * file paths stand there. It knows the common ways to write JSON; what it does not know for certain it leaves to who parses it
 * all. AssemblyScript, for the reasons that `scan.as.ts` gives.
 *
 * Memory is laid out here; the exported numbers are addresses and sizes in bytes.
 */

/** By byte: 1 for what may stand in a path and is ASCII. */
export const IN_PATH: usize = 0x400;
/** By byte: 1 for what means something in a string. */
const IN_STRING: usize = 0x700;
/** How a path begins and ends: words, each behind a byte that says how long it is; a 0 comes last. */
export const HEADS: usize = 0x500;
export const ENDINGS: usize = 0x600;
/** Where the keys of the objects that are open begin and end. */
const KEYS: usize = 0x1000;
const MOST_KEYS: i32 = 0x1000;
/** Three numbers for each: what was found, its address, and that of its end. */
export const FINDINGS: usize = KEYS + 8 * <usize>MOST_KEYS;
const MOST_FINDINGS: i32 = 0x2000;
/** The text, up to the end of memory. Behind it a 0 must stand, which is nowhere in JSON. */
export const TEXT: usize = FINDINGS + 12 * <usize>MOST_FINDINGS;

/** What can be found. */
export const TOOL: i32 = 0;
export const PATH: i32 = 1;

/** Whoever reads all of it takes no lists in lists, and no objects in objects, beyond that. */
export const MAX_DEPTH: i32 = 1000;

/** Keys of one object that are held against each other, at most: who repeats one takes back what it had. */
const MOST_OWN_KEYS: i32 = 64;

/** Where in the value we are: calls lie in a list, and may have a function. */
const TOP: i32 = 0;
const CALL: i32 = 1;
const FUNCTION: i32 = 2;
const ELSEWHERE: i32 = 3;

const QUOTE: u32 = 0x22;
const PLUS: u32 = 0x2b;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const DOT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const ZERO: u32 = 0x30;
const COLON: u32 = 0x3a;
const OPEN_LIST: u32 = 0x5b;
const BACKSLASH: u32 = 0x5c;
const CLOSE_LIST: u32 = 0x5d;
const OPEN_OBJECT: u32 = 0x7b;
const CLOSE_OBJECT: u32 = 0x7d;
const TILDE: u32 = 0x7e;
const LETTER_F: u32 = 0x66;
/** Words of four letters as they lie in memory. */
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const NULL: u32 = 0x6c6c756e;
const NAME: u32 = 0x656d616e;
const FUNC: u32 = 0x636e7566;
const TION: u32 = 0x6e6f6974;

let at: usize = 0;
let found: i32 = 0;
let keys: i32 = 0;
/** The string that was read last, without its quotes. */
let start: usize = 0;
let end: usize = 0;
let isEscaped: bool = false;
/** The name of the function that was read last; empty for none. */
let nameStart: usize = 0;
let nameEnd: usize = 0;

/** Once, before all else. */
export function begin(): void {
  for (let byte: usize = 0; byte < 0x20; byte++) store<u8>(IN_STRING + byte, 1);
  store<u8>(IN_STRING + <usize>DOT, 1);
  store<u8>(IN_STRING + <usize>SLASH, 1);
  store<u8>(IN_STRING + <usize>QUOTE, 1);
  store<u8>(IN_STRING + <usize>BACKSLASH, 1);
  store<u8>(IN_STRING + <usize>TILDE, 1);
}

/** How much was found in a text of so many bytes; -1 when it is for others to tell. */
export function read(length: i32): i32 {
  at = TEXT;
  found = 0;
  keys = 0;
  return value(0, TOP) && next() === 0 && at === TEXT + <usize>length ? found : -1;
}

/** As all that follow: goes past what it reads; false when that is not known. */
function value(depth: i32, place: i32): bool {
  const byte = next();
  if (byte === QUOTE) return string();
  if (byte === OPEN_OBJECT) return depth < MAX_DEPTH && object(depth + 1, place);
  if (byte === OPEN_LIST) return depth < MAX_DEPTH && list(depth + 1, place === TOP ? CALL : ELSEWHERE);
  if (byte !== LETTER_F) return word(TRUE) || word(NULL) || number();
  at++;
  return word(ALSE);
}

function list(depth: i32, place: i32): bool {
  at++;
  if (take(CLOSE_LIST)) return true;
  do {
    if (!value(depth, place)) return false;
  } while (take(COMMA));
  return take(CLOSE_LIST);
}

function object(depth: i32, place: i32): bool {
  const outer = keys;
  let ownStart: usize = 0;
  let ownEnd: usize = 0;
  let innerStart: usize = 0;
  let innerEnd: usize = 0;
  at++;
  if (!take(CLOSE_OBJECT)) {
    do {
      if (next() !== QUOTE || !string() || !isNewKey(outer)) return false;
      const isName = end - start === 4 && load<u32>(start) === NAME;
      const isFunction = end - start === 8 && load<u32>(start) === FUNC && load<u32>(start, 4) === TION;
      if (!take(COLON)) return false;
      if (isName && (place === CALL || place === FUNCTION)) {
        if (!name()) return false;
        ownStart = nameStart;
        ownEnd = nameEnd;
      } else if (isFunction && place === CALL) {
        nameStart = nameEnd = 0;
        if (!value(depth, FUNCTION)) return false;
        innerStart = nameStart;
        innerEnd = nameEnd;
      } else if (!value(depth, ELSEWHERE)) return false;
    } while (take(COMMA));
    if (!take(CLOSE_OBJECT)) return false;
  }
  keys = outer;
  if (place === FUNCTION) {
    nameStart = ownStart;
    nameEnd = ownEnd;
  }
  if (place !== CALL) return true;
  return ownEnd > ownStart
    ? find(TOOL, ownStart, ownEnd)
    : innerEnd === innerStart || find(TOOL, innerStart, innerEnd);
}

/** A text as it stands, or nothing. */
function name(): bool {
  nameStart = nameEnd = 0;
  if (next() !== QUOTE) return word(NULL);
  if (!string() || isEscaped) return false;
  nameStart = start;
  nameEnd = end;
  return true;
}

function string(): bool {
  const from = at + 1;
  let escapes = false;
  let i = from;
  for (;;) {
    while (load<u8>(IN_STRING + <usize>load<u8>(i)) === 0) i++;
    const byte = <u32>load<u8>(i);
    if (byte === QUOTE) break;
    if (byte < 0x20) return false;
    if (byte === BACKSLASH) {
      const width = escapeAt(i + 1);
      if (width === 0) return false;
      escapes = true;
      i += width + 1;
    } else {
      const until = path(i);
      if (until === 0) return false;
      i = max(until, i + 1);
    }
  }
  start = from;
  end = i;
  isEscaped = escapes;
  at = i + 1;
  return true;
}

/** How many bytes belong to the backslash before `i`; 0 when together they may be a path character, or are no escape. */
function escapeAt(i: usize): usize {
  const byte = <u32>load<u8>(i);
  if (byte === QUOTE || byte === BACKSLASH) return 1;
  // b, f, n, r and t.
  if (byte === 0x62 || byte === 0x66 || byte === 0x6e || byte === 0x72 || byte === 0x74) return 1;
  if (byte !== 0x75) return 0;
  for (let digit: usize = 1; digit <= 4; digit++) if (!isHex(<u32>load<u8>(i + digit))) return 0;
  const isAscii = <u32>load<u8>(i, 1) === ZERO && <u32>load<u8>(i, 2) === ZERO && load<u8>(i, 3) < 0x38;
  return isAscii ? 0 : 5;
}

/**
 * Notes the path that begins at `i`, if one does. Returns where the path characters end behind a head, `i` itself when there is
 * no head, and 0 when there is no room for more.
 */
function path(i: usize): usize {
  const head = wordAt(HEADS, i);
  if (head === 0 || !isInPath(i + head)) return i;
  let until = i + head;
  while (isInPath(until)) until++;
  // At least one character goes between head and ending, and of several endings the last one counts.
  for (let dot = until - 1; dot > i + head; dot--) {
    if (<u32>load<u8>(dot) !== DOT) continue;
    const ending = wordAt(ENDINGS, dot);
    if (ending > 0 && dot + ending <= until) return find(PATH, i, dot + ending) ? until : 0;
  }
  return until;
}

/** How long the first of some words is that stands at `i`; 0 when none does. */
function wordAt(words: usize, i: usize): usize {
  let word = words;
  for (let length = lengthOf(word); length > 0; length = lengthOf(word)) {
    if (stands(word + 1, i, length)) return length;
    word += length + 1;
  }
  return 0;
}

function lengthOf(word: usize): usize {
  return <usize>load<u8>(word);
}

function stands(word: usize, i: usize, length: usize): bool {
  for (let k: usize = 0; k < length; k++) if (load<u8>(word + k) !== load<u8>(i + k)) return false;
  return true;
}

function isInPath(i: usize): bool {
  return load<u8>(IN_PATH + <usize>load<u8>(i)) === 1;
}

function find(what: i32, from: usize, until: usize): bool {
  if (found === MOST_FINDINGS) return false;
  const place = FINDINGS + 12 * <usize>found;
  found++;
  store<i32>(place, what);
  store<u32>(place, <u32>from, 4);
  store<u32>(place, <u32>until, 8);
  return true;
}

/** Remembers the key that was read last. */
function isNewKey(outer: i32): bool {
  if (isEscaped || keys - outer > MOST_OWN_KEYS || keys === MOST_KEYS) return false;
  for (let key = outer; key < keys; key++) {
    const place = KEYS + 8 * <usize>key;
    const from = <usize>load<u32>(place);
    if (<usize>load<u32>(place, 4) - from === end - start && stands(from, start, end - start)) return false;
  }
  store<u32>(KEYS + 8 * <usize>keys, <u32>start);
  store<u32>(KEYS + 8 * <usize>keys, <u32>end, 4);
  keys++;
  return true;
}

function word(letters: u32): bool {
  if (load<u32>(at) !== letters) return false;
  at += 4;
  return true;
}

function number(): bool {
  if (byteAt(0) === MINUS) at++;
  if (byteAt(0) === ZERO) at++;
  else if (!digits()) return false;
  if (byteAt(0) === DOT) {
    at++;
    if (!digits()) return false;
  }
  // e and E.
  if ((byteAt(0) | 0x20) !== 0x65) return true;
  at++;
  if (byteAt(0) === PLUS || byteAt(0) === MINUS) at++;
  return digits();
}

function digits(): bool {
  const from = at;
  while (byteAt(0) - ZERO < 10) at++;
  return at > from;
}

function isHex(byte: u32): bool {
  return byte - ZERO < 10 || (byte | 0x20) - 0x61 < 6;
}

function byteAt(i: usize): u32 {
  return <u32>load<u8>(at + i);
}

/** The byte behind white space. */
function next(): u32 {
  let byte = byteAt(0);
  for (; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = byteAt(0)) at++;
  return byte;
}

function take(byte: u32): bool {
  if (next() !== byte) return false;
  at++;
  return true;
}
