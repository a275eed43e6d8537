/**
 * The hot loop of matching: reads bytes of text and writes down where words end. AssemblyScript, compiled to WebAssembly, for two
 * reasons that JavaScript cannot offer: it is as fast in its first millisecond as later, and it walks four texts at once, which
 * waits for memory a third as long. All else – what a word is, and what its end means – is told by who calls it.
 *
 * Memory is laid out here; the exported numbers are addresses and sizes in bytes.
 */

/** The symbol of each byte; of each code point below U+10000. */
export const SYMBOLS_OF_BYTES: usize = 0x400;
export const SYMBOLS_OF_POINTS: usize = 0x800;
/** Four lanes that are walked at once, and one to walk alone: see below for what is in them. */
export const LANES: usize = SYMBOLS_OF_POINTS + 0x10000;
export const LANE_SIZE: usize = 32;
export const LANES_AT_ONCE: usize = 4;
const LANE_COUNT: usize = LANES_AT_ONCE + 1;
/** Where each text ends that is known ahead: addresses. */
export const ENDS: usize = LANES + 0x400;
export const MOST_TEXTS: usize = 0x1000;
/** Four numbers for each event: the address behind it, the state, `EXTRA` as of then, and its kind. */
export const EVENTS: usize = ENDS + 4 * MOST_TEXTS;
export const EVENTS_OF_LANE: usize = 0x20000;
/** Texts known ahead, each with the byte behind it that says what ends there; then a text that is walked alone. */
export const TEXTS: usize = EVENTS + LANE_COUNT * EVENTS_OF_LANE;
export const MOST_BYTES: usize = 0x400000;
export const LONE_TEXT: usize = TEXTS + MOST_BYTES + 0x100;
export const MOST_LONE_BYTES: usize = 0x40000;
/** The automaton, up to the end of memory: state | symbol → state, negative where a word ends. */
export const TABLE: usize = LONE_TEXT + MOST_LONE_BYTES + 0x100;

/** In the table: nobody has asked yet; ask. */
export const UNKNOWN: i32 = i32.MIN_VALUE;

/** Behind a text; neither byte stands in any text that is one, and in others only the address tells. */
export const SESSION_ENDS: u32 = 0xfe;
export const MESSAGE_ENDS: u32 = 0xff;

/** What is in a lane. */
export const AT: usize = 0;
/** Where it shall stop; nearer when there is no room for events. */
export const TO: usize = 4;
export const STATE: usize = 8;
/** How many more bytes than characters went by. */
export const EXTRA: usize = 12;
/** Where the next event is written, and where none is any more. */
export const OUT: usize = 16;
export const OUT_END: usize = 20;
/** The address in `ENDS` of the end that comes next. */
export const NEXT_END: usize = 24;

/** Asks the automaton for a state that is not in the table yet. */
declare function after(state: i32, symbol: i32): i32;
/** The symbol of a code point beyond U+FFFF, or of what is none (-1). */
declare function symbolOf(point: i32): i32;

let start: i32 = 0;
let lineBreak: i32 = 0;

/** @param first the state before any text; @param separator the symbol that stands between two messages */
export function begin(first: i32, separator: i32): void {
  start = first;
  lineBreak = separator;
}

/** Walks the first four lanes to their ends. */
export function walkFour(): void {
  const one = LANES;
  const two = one + LANE_SIZE;
  const three = two + LANE_SIZE;
  const four = three + LANE_SIZE;
  let a = <usize>load<u32>(one, AT);
  let b = <usize>load<u32>(two, AT);
  let c = <usize>load<u32>(three, AT);
  let d = <usize>load<u32>(four, AT);
  let stateA = load<i32>(one, STATE);
  let stateB = load<i32>(two, STATE);
  let stateC = load<i32>(three, STATE);
  let stateD = load<i32>(four, STATE);
  for (;;) {
    let left = min(
      min(<i32>load<u32>(one, TO) - <i32>a, <i32>load<u32>(two, TO) - <i32>b),
      min(<i32>load<u32>(three, TO) - <i32>c, <i32>load<u32>(four, TO) - <i32>d),
    );
    let nextA = 0;
    let nextB = 0;
    let nextC = 0;
    let nextD = 0;
    for (; left > 0; left--) {
      nextA = next(stateA, a);
      nextB = next(stateB, b);
      nextC = next(stateC, c);
      nextD = next(stateD, d);
      if ((nextA | nextB | nextC | nextD) < 0) break;
      stateA = nextA;
      stateB = nextB;
      stateC = nextC;
      stateD = nextD;
      a++;
      b++;
      c++;
      d++;
    }
    if (left <= 0) break;
    stateA = turn(one, a, stateA, nextA);
    stateB = turn(two, b, stateB, nextB);
    stateC = turn(three, c, stateC, nextC);
    stateD = turn(four, d, stateD, nextD);
    a = load<u32>(one, AT);
    b = load<u32>(two, AT);
    c = load<u32>(three, AT);
    d = load<u32>(four, AT);
  }
  put(one, a, stateA);
  put(two, b, stateB);
  put(three, c, stateC);
  put(four, d, stateD);
  for (let lane = one; lane <= four; lane += LANE_SIZE) walk(lane);
}

/** Walks one lane to its end, or until there is no room for events. */
export function walk(lane: usize): void {
  let at = <usize>load<u32>(lane, AT);
  let state = load<i32>(lane, STATE);
  while (at < <usize>load<u32>(lane, TO)) {
    const to = <usize>load<u32>(lane, TO);
    let found = 0;
    for (; at < to; at++) {
      found = next(state, at);
      if (found < 0) break;
      state = found;
    }
    if (at === to) break;
    state = turn(lane, at, state, found);
    at = load<u32>(lane, AT);
  }
  put(lane, at, state);
}

function next(state: i32, at: usize): i32 {
  const symbol = <i32>load<u8>(SYMBOLS_OF_BYTES + <usize>load<u8>(at));
  return load<i32>(TABLE + ((<usize>(state | symbol)) << 2));
}

function put(lane: usize, at: usize, state: i32): void {
  store<u32>(lane, <u32>at, AT);
  store<i32>(lane, state, STATE);
}

/** One character: goes on behind it in the state that is returned, or stops before it where there is no room for an event. */
function turn(lane: usize, at: usize, before: i32, found: i32): i32 {
  if (found >= 0) {
    store<u32>(lane, <u32>at + 1, AT);
    return found;
  }
  const out = <usize>load<u32>(lane, OUT);
  if (out === <usize>load<u32>(lane, OUT_END)) {
    store<u32>(lane, <u32>at, AT);
    store<u32>(lane, <u32>at, TO);
    return before;
  }
  let state = found;
  let width: u32 = 1;
  let ends: u32 = 0;
  if (found === UNKNOWN) {
    const byte = <u32>load<u8>(at);
    let symbol: i32;
    if (byte >= SESSION_ENDS && <u32>at === load<u32>(<usize>load<u32>(lane, NEXT_END))) {
      ends = byte;
      symbol = lineBreak;
      store<u32>(lane, load<u32>(lane, NEXT_END) + 4, NEXT_END);
    } else if (byte < 0x80) symbol = <i32>load<u8>(SYMBOLS_OF_BYTES + <usize>byte);
    else {
      const point = pointAt(at);
      if (point >= 0) width = widthOf(point);
      symbol =
        point >= 0 && point < 0x10000 ? <i32>load<u8>(SYMBOLS_OF_POINTS + <usize>point) : symbolOf(point);
    }
    state = load<i32>(TABLE + ((<usize>(before | symbol)) << 2));
    if (state === UNKNOWN) state = after(before, symbol);
  }
  const extra = load<u32>(lane, EXTRA) + width - 1;
  store<u32>(lane, extra, EXTRA);
  store<u32>(lane, <u32>at + width, AT);
  if (state < 0 || ends !== 0) {
    store<u32>(out, <u32>at + width);
    store<i32>(out, state, 4);
    store<u32>(out, extra, 8);
    store<u32>(out, width | (ends << 8), 12);
    store<u32>(lane, <u32>out + 16, OUT);
  }
  if (ends === SESSION_ENDS) return start;
  return state < 0 ? -state : state;
}

/** The code point of several bytes that begins here; -1 when no well-formed one does. */
function pointAt(at: usize): i32 {
  const first = <i32>load<u8>(at);
  const second = <i32>load<u8>(at, 1) ^ 0x80;
  if (second > 0x3f) return -1;
  if (first < 0xe0) return first < 0xc2 ? -1 : ((first & 0x1f) << 6) | second;
  const third = <i32>load<u8>(at, 2) ^ 0x80;
  if (third > 0x3f) return -1;
  if (first < 0xf0) {
    const point = ((first & 0x0f) << 12) | (second << 6) | third;
    return point < 0x800 || (point >= 0xd800 && point < 0xe000) ? -1 : point;
  }
  const fourth = <i32>load<u8>(at, 3) ^ 0x80;
  if (fourth > 0x3f || first > 0xf4) return -1;
  const point = ((first & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
  return point < 0x10000 || point > 0x10ffff ? -1 : point;
}

function widthOf(point: i32): u32 {
  return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
