/**
 * JSON as the counting rules read and write it: numbers keep all their digits, keys keep their order (integer-like ones
 * too), a repeated key keeps its first place and its last value, and everything beyond ASCII is escaped on output.
 * `JSON.parse` does none of these.
 */
export type Json = string | boolean | null | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

/** A number, already in its canonical spelling. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** Deeper nesting counts as not parsing. */
const MAX_DEPTH = 1000;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const CONSTANT = /true|false|null|NaN|-?Infinity/y;

const CONSTANTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', new JsonNumber('NaN')],
  ['Infinity', new JsonNumber('Infinity')],
  ['-Infinity', new JsonNumber('-Infinity')],
]);

/** The value of a JSON text, or undefined when it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    const reader = new Reader(text);
    const value = reader.value(0);
    reader.end();
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One line of ASCII, with `", "` and `": "` between things. */
export function writeJson(value: Json): string {
  if (typeof value === 'string') return writeString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value instanceof JsonNumber) return value.text;
  if (value instanceof Map) {
    return `{${Array.from(value, ([key, item]) => `${writeString(key)}: ${writeJson(item)}`).join(', ')}}`;
  }
  return `[${[...value.values()].map(writeJson).join(', ')}]`;
}

function writeString(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    this.#skipSpace();
    const next = this.#text.charAt(this.#at);
    if (next === '"') return this.#string();
    if (next === '{') return this.#object(depth + 1);
    if (next === '[') return this.#array(depth + 1);
    const constant = CONSTANTS.get(this.#match(CONSTANT)?.[0] ?? '');
    return constant === undefined ? this.#number() : constant;
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new SyntaxError('text after the value');
  }

  #object(depth: number): Json {
    const members = new Map<string, Json>();
    this.#list('}', depth, () => {
      this.#skipSpace();
      const key = this.#string();
      this.#skipSpace();
      this.#expect(':');
      members.set(key, this.value(depth));
    });
    return members;
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#list(']', depth, () => items.push(this.value(depth)));
    return items;
  }

  #list(close: string, depth: number, item: () => void): void {
    if (depth > MAX_DEPTH) throw new SyntaxError('nested too deep');
    this.#at++;
    this.#skipSpace();
    if (this.#take(close)) return;
    do {
      item();
      this.#skipSpace();
    } while (this.#take(','));
    this.#expect(close);
  }

  /** Finds the end, and lets `JSON.parse` do the escapes: for strings it agrees with the rules. */
  #string(): string {
    if (this.#text.charAt(this.#at) !== '"') throw new SyntaxError('a string was expected');
    const start = this.#at;
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw new SyntaxError('unfinished string');
    } while (this.#escaped(end));
    this.#at = end + 1;
    const value: unknown = JSON.parse(this.#text.slice(start, end + 1));
    return typeof value === 'string' ? value : '';
  }

  /** Whether an odd number of backslashes stands before a place. */
  #escaped(place: number): boolean {
    let before = place;
    while (this.#text.charCodeAt(before - 1) === 0x5c) before--;
    return (place - before) % 2 === 1;
  }

  #number(): Json {
    const [all, integer = '', fraction, exponent] = this.#match(NUMBER) ?? [];
    if (all === undefined) throw new SyntaxError('a value was expected');
    if (fraction === undefined && exponent === undefined)
      return new JsonNumber(integer === '-0' ? '0' : integer);
    return new JsonNumber(writeFloat(Number(all)));
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  #skipSpace(): void {
    this.#match(SPACE);
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new SyntaxError(`${character} was expected`);
  }
}

/** Shortest digits that read back the same, laid out as Python does: exponents from 1e16 up and below 1e-4, two digits at least. */
function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) {
    const sign = Object.is(value, -0) ? '-' : '';
    const plain = value.toString();
    return sign + (plain.includes('.') ? plain : `${plain}.0`);
  }
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
