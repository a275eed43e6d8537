/**
 * JSON as the counting rules read it (`json-writer.ts` writes it): numbers keep all their digits, keys keep their order
 * (integer-like ones too), a repeated key keeps its first place and its last value, and everything beyond ASCII is escaped on
 * output. `JSON.parse` does none of these. Nesting deeper than `MAX_DEPTH` counts as not parsing.
 */

import { MAX_DEPTH } from '../kernel/calls.js';

export type Json = string | boolean | null | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

/** A number as it is written in its source: what it is in canonical spelling is worked out when somebody asks. */
export class JsonNumber {
  constructor(readonly source: string) {}
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const CONSTANT = /true|false|null|NaN|-?Infinity/y;

const CONSTANTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', new JsonNumber('NaN')],
  ['Infinity', new JsonNumber('Infinity')],
  ['-Infinity', new JsonNumber('-Infinity')],
]);

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The value of a JSON text, or undefined when it is none. */
export function parseJson(text: string): Json | undefined {
  const reader = new Reader(text);
  try {
    const value = reader.value(0);
    reader.end();
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const NO_ITEMS: readonly Json[] = [];

/** Recursive descent, a look at each character: strings and numbers are cut out of the text where they need no more. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    const next = this.#next();
    if (next === QUOTE) return this.#string();
    if (next === OPEN_OBJECT) return this.#object(depth + 1);
    if (next === OPEN_LIST) return this.#list(depth + 1);
    const start = this.#at;
    if (this.#match(NUMBER)) return new JsonNumber(this.#text.slice(start, this.#at));
    const constant = this.#match(CONSTANT) ? CONSTANTS.get(this.#text.slice(start, this.#at)) : undefined;
    if (constant === undefined) throw new SyntaxError('a value was expected');
    return constant;
  }

  end(): void {
    this.#next();
    if (this.#at < this.#text.length) throw new SyntaxError('text after the value');
  }

  #object(depth: number): Json {
    this.#enter(depth);
    const members = new Map<string, Json>();
    if (this.#take(CLOSE_OBJECT)) return members;
    do {
      if (this.#next() !== QUOTE) throw new SyntaxError('a key was expected');
      const key = this.#string();
      this.#expect(COLON);
      members.set(key, this.value(depth));
    } while (this.#take(COMMA));
    this.#expect(CLOSE_OBJECT);
    return members;
  }

  #list(depth: number): Json {
    this.#enter(depth);
    if (this.#take(CLOSE_LIST)) return NO_ITEMS;
    const items: Json[] = [];
    do {
      items.push(this.value(depth));
    } while (this.#take(COMMA));
    this.#expect(CLOSE_LIST);
    return items;
  }

  #enter(depth: number): void {
    if (depth > MAX_DEPTH) throw new SyntaxError('nested too deep');
    this.#at++;
  }

  #string(): string {
    const start = this.#at + 1;
    for (let i = start; ; i++) {
      const unit = this.#text.charCodeAt(i);
      if (unit === QUOTE) {
        this.#at = i + 1;
        return this.#text.slice(start, i);
      }
      // A comparison with the NaN behind the end of the text is false, too.
      if (unit === BACKSLASH || !(unit >= 0x20)) return this.#stringWithEscapes(i);
    }
  }

  /** Finds the end, and lets `JSON.parse` do the escapes: for strings it agrees with the rules. */
  #stringWithEscapes(from: number): string {
    let end = this.#text.indexOf('"', from);
    while (end >= 0 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) throw new SyntaxError('unfinished string');
    const value: unknown = JSON.parse(this.#text.slice(this.#at, end + 1));
    this.#at = end + 1;
    return typeof value === 'string' ? value : '';
  }

  /** Whether an odd number of backslashes stands before a place. */
  #isEscaped(place: number): boolean {
    let before = place;
    while (this.#text.charCodeAt(before - 1) === BACKSLASH) before--;
    return (place - before) % 2 === 1;
  }

  /** Goes past what the pattern matches here, if it does. */
  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  /** Goes past white space. Returns the unit that comes then. */
  #next(): number {
    for (; ; this.#at++) {
      const unit = this.#text.charCodeAt(this.#at);
      const isSpace = unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
      if (!isSpace) return unit;
    }
  }

  #take(unit: number): boolean {
    if (this.#next() !== unit) return false;
    this.#at++;
    return true;
  }

  #expect(unit: number): void {
    if (!this.#take(unit)) throw new SyntaxError(`${String.fromCharCode(unit)} was expected`);
  }
}
