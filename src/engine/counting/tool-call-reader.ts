/**
 * Reads `tool_calls` as the bytes they are, in one pass that makes no values. It knows the common ways to write JSON; what it
 * does not know for certain it leaves to who parses it all.
 */

import { stands, tableOf } from '../matching/bytes.js';
import type { KnownTexts } from '../matching/known-texts.js';
import { takeAsciiPath } from '../matching/paths.js';
import { MAX_DEPTH } from './canonical-json.js';

/** What a message's `tool_calls` hold. */
export interface ToolCalls {
  /** The tools that are called, in order. */
  readonly tools: readonly string[];
  /** The file paths in the canonical text, in any order; one may be there more than once. */
  readonly paths: readonly string[];
}

/** Where in the value we are: calls lie in a list, and may have a function. */
const [TOP, CALL, FUNCTION, ELSEWHERE] = [0, 1, 2, 3];
type Place = number;

/** Keys of one object that are held against each other, at most: who repeats one takes back what it had. */
const MOST_KEYS = 64;

const unit = (character: string): number => character.charCodeAt(0);
const [QUOTE, BACKSLASH, COMMA, COLON, DOT, MINUS, PLUS, ZERO] = Array.from('"\\,:.-+0', unit);
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Array.from('[]{}', unit);
const WORDS = ['true', 'false', 'null'].map((word) => Uint8Array.from(word, unit));
const NULL = Uint8Array.from('null', unit);
const NAME_KEY = Uint8Array.from('name', unit);
const FUNCTION_KEY = Uint8Array.from('function', unit);

/** What a byte means inside a string, where it means anything. */
const [BEGINS_HEAD, ENDS, ESCAPES, REFUSED] = [1, 2, 3, 4];
const IN_STRING = Uint8Array.from({ length: 0x100 }, (_, byte) => {
  if (byte < 0x20) return REFUSED;
  if (byte === QUOTE) return ENDS;
  if (byte === BACKSLASH) return ESCAPES;
  return '/~.'.includes(String.fromCharCode(byte)) ? BEGINS_HEAD : 0;
});
/** What may follow a backslash and stands for no path character. */
const ESCAPED = tableOf('"\\bfnrt');
const IS_HEX = tableOf('0123456789abcdefABCDEF');

export class ToolCallReader {
  readonly #known: KnownTexts;
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  /** The string that was read last, without its quotes, and whether it has escapes. */
  #start = 0;
  #end = 0;
  #isEscaped = false;
  /** Starts and ends of the keys of the objects that are open. */
  readonly #keys: number[] = [];
  #keyCount = 0;
  /** The name of the function that was read last. */
  #inner = '';
  #tools: string[] = [];
  #paths: string[] = [];

  constructor(known: KnownTexts) {
    this.#known = known;
  }

  /** Undefined when it is for others to tell. */
  read(bytes: Uint8Array): ToolCalls | undefined {
    this.#bytes = bytes;
    this.#at = 0;
    this.#keyCount = 0;
    this.#tools = [];
    this.#paths = [];
    const isKnown = this.#value(0, TOP) && this.#next() === undefined;
    return isKnown ? { tools: this.#tools, paths: this.#paths } : undefined;
  }

  /** As all that follow: goes past what it reads; false when that is not known. */
  #value(depth: number, place: Place): boolean {
    switch (this.#next()) {
      case QUOTE:
        return this.#string();
      case OPEN_OBJECT:
        return depth < MAX_DEPTH && this.#object(depth + 1, place);
      case OPEN_LIST:
        return depth < MAX_DEPTH && this.#list(depth + 1, place === TOP ? CALL : ELSEWHERE);
      default:
        return this.#number() || WORDS.some((word) => this.#word(word));
    }
  }

  #list(depth: number, place: Place): boolean {
    this.#at++;
    if (this.#take(CLOSE_LIST)) return true;
    do {
      if (!this.#value(depth, place)) return false;
    } while (this.#take(COMMA));
    return this.#take(CLOSE_LIST);
  }

  #object(depth: number, place: Place): boolean {
    const outer = this.#keyCount;
    let [name, inner] = ['', ''];
    this.#at++;
    if (!this.#take(CLOSE_OBJECT)) {
      do {
        if (this.#next() !== QUOTE || !this.#string() || !this.#isNewKey(outer)) return false;
        const [start, end] = [this.#start, this.#end];
        if (!this.#take(COLON)) return false;
        if ((place === CALL || place === FUNCTION) && this.#isThere(NAME_KEY, start, end)) {
          if (!this.#name()) return false;
          name = this.#inner;
        } else if (place === CALL && this.#isThere(FUNCTION_KEY, start, end)) {
          this.#inner = '';
          if (!this.#value(depth, FUNCTION)) return false;
          inner = this.#inner;
        } else if (!this.#value(depth, ELSEWHERE)) return false;
      } while (this.#take(COMMA));
      if (!this.#take(CLOSE_OBJECT)) return false;
    }
    this.#keyCount = outer;
    if (place === FUNCTION) this.#inner = name;
    if (place === CALL && (name || inner) !== '') this.#tools.push(name || inner);
    return true;
  }

  /** A text as it stands, or nothing. */
  #name(): boolean {
    this.#inner = '';
    if (this.#next() !== QUOTE) return this.#word(NULL);
    if (!this.#string() || this.#isEscaped) return false;
    this.#inner = this.#known.of(this.#bytes, this.#start, this.#end);
    return true;
  }

  #string(): boolean {
    const bytes = this.#bytes;
    this.#start = this.#at + 1;
    this.#isEscaped = false;
    for (let i = this.#start; i < bytes.length; i++) {
      const meaning = IN_STRING[bytes[i] ?? 0] ?? 0;
      if (meaning === 0) continue;
      if (meaning === ENDS) {
        this.#end = i;
        this.#at = i + 1;
        return true;
      }
      if (meaning === BEGINS_HEAD) {
        const until = takeAsciiPath(bytes, i, this.#known, this.#paths);
        if (until > i) i = until - 1;
      } else if (meaning === ESCAPES) {
        this.#isEscaped = true;
        const width = this.#escape(i + 1);
        if (width === 0) return false;
        i += width;
      } else return false;
    }
    return false;
  }

  /** How many bytes belong to the backslash before `i`; 0 when together they may be a path character, or are no escape. */
  #escape(i: number): number {
    const byte = this.#bytes[i] ?? 0;
    if (ESCAPED[byte] === 1) return 1;
    if (byte !== unit('u')) return 0;
    for (let digit = i + 1; digit <= i + 4; digit++) if (IS_HEX[this.#bytes[digit] ?? 0] !== 1) return 0;
    const isAscii =
      this.#bytes[i + 1] === ZERO && this.#bytes[i + 2] === ZERO && (this.#bytes[i + 3] ?? 0) < unit('8');
    return isAscii ? 0 : 5;
  }

  /** Remembers the key that was read last. */
  #isNewKey(outer: number): boolean {
    if (this.#isEscaped || this.#keyCount - outer > 2 * MOST_KEYS) return false;
    for (let key = outer; key < this.#keyCount; key += 2)
      if (this.#isRepeated(this.#keys[key] ?? 0, this.#keys[key + 1] ?? 0)) return false;
    this.#keys[this.#keyCount++] = this.#start;
    this.#keys[this.#keyCount++] = this.#end;
    return true;
  }

  #isRepeated(start: number, end: number): boolean {
    if (end - start !== this.#end - this.#start) return false;
    let i = start;
    while (i < end && this.#bytes[i] === this.#bytes[this.#start + i - start]) i++;
    return i === end;
  }

  /** Whether the string from `start` to `end` is a word. */
  #isThere(word: Uint8Array, start: number, end: number): boolean {
    return end - start === word.length && stands(word, this.#bytes, start, end);
  }

  #word(word: Uint8Array): boolean {
    if (!stands(word, this.#bytes, this.#at, this.#bytes.length)) return false;
    this.#at += word.length;
    return true;
  }

  #number(): boolean {
    const start = this.#at;
    this.#skip(MINUS);
    if (this.#skip(ZERO) || this.#digits()) {
      const isWhole = !this.#skip(DOT);
      if ((isWhole || this.#digits()) && this.#exponent()) return true;
    }
    this.#at = start;
    return false;
  }

  #exponent(): boolean {
    if (!this.#skip(unit('e')) && !this.#skip(unit('E'))) return true;
    if (!this.#skip(PLUS)) this.#skip(MINUS);
    return this.#digits();
  }

  #digits(): boolean {
    const start = this.#at;
    while (isDigit(this.#bytes[this.#at] ?? 0)) this.#at++;
    return this.#at > start;
  }

  /** The byte behind white space; undefined at the end. */
  #next(): number | undefined {
    for (; ; this.#at++) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
    }
  }

  #take(byte: number | undefined): boolean {
    this.#next();
    return this.#skip(byte);
  }

  #skip(byte: number | undefined): boolean {
    if (this.#at >= this.#bytes.length || this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
