/** Writes JSON in the canonical form of the counting rules. */

import { type Json, JsonNumber } from './canonical-json.js';

const INTEGER = /^-?[0-9]+$/;
/** What Python writes for floats that are no numbers. */
const NAMES: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/**
 * One line of ASCII, with `", "` and `": "` between things. In pieces: of a long value there is no whole beside what it is made
 * of.
 */
export function writeJson(value: Json, use: (piece: string) => void): void {
  const writer = new Writer(use);
  writer.write(value);
  writer.end();
}

/** Characters of a piece: some more, for what is written at once. */
const PIECE = 64 * 1024;

class Writer {
  readonly #use: (piece: string) => void;
  #piece = '';

  constructor(use: (piece: string) => void) {
    this.#use = use;
  }

  write(value: Json): void {
    if (typeof value === 'string') this.#string(value);
    else if (value === null || typeof value === 'boolean') this.#add(String(value));
    else if (value instanceof JsonNumber) this.#add(writeNumber(value.source));
    else if (value instanceof Map) this.#object(value);
    else this.#list(value.values());
  }

  end(): void {
    if (this.#piece !== '') this.#use(this.#piece);
    this.#piece = '';
  }

  #object(members: ReadonlyMap<string, Json>): void {
    let before = '{';
    for (const [key, item] of members) {
      this.#add(before);
      this.#string(key);
      this.#add(': ');
      this.write(item);
      before = ', ';
    }
    this.#add(members.size === 0 ? '{}' : '}');
  }

  #list(items: Iterable<Json>): void {
    let before = '[';
    for (const item of items) {
      this.#add(before);
      this.write(item);
      before = ', ';
    }
    this.#add(before === '[' ? '[]' : ']');
  }

  /** Each unit beyond ASCII is escaped by itself: wherever a long text is cut, it comes to the same. */
  #string(value: string): void {
    if (value.length <= PIECE) {
      this.#add(writeString(value));
      return;
    }
    this.#add('"');
    for (let start = 0; start < value.length; start += PIECE)
      this.#add(writeString(value.slice(start, start + PIECE)).slice(1, -1));
    this.#add('"');
  }

  #add(text: string): void {
    this.#piece += text;
    if (this.#piece.length >= PIECE) this.end();
  }
}

/** Anything but printable ASCII without the quote and the backslash. */
const NEEDS_ESCAPE = /[^ !#-[\]-~]/;
const BEYOND_ASCII = /[\x7f-\uffff]+/g;
const HEX = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function writeString(value: string): string {
  if (!NEEDS_ESCAPE.test(value)) return `"${value}"`;
  return JSON.stringify(value).replace(BEYOND_ASCII, escapeUnits);
}

function escapeUnits(units: string): string {
  let escaped = '';
  for (let i = 0; i < units.length; i++) {
    const unit = units.charCodeAt(i);
    escaped += `\\u${HEX[unit >> 8]}${HEX[unit & 0xff]}`;
  }
  return escaped;
}

/** Integers keep their digits; the names of what is no number stay, too. */
function writeNumber(source: string): string {
  if (source === '-0') return '0';
  return INTEGER.test(source) || NAMES.has(source) ? source : writeFloat(Number(source));
}

/** Shortest digits that read back the same, laid out as Python does: exponents from 1e16 up and below 1e-4, two digits at least. */
function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}
