/**
 * A slow and obvious reader and writer of JSON, written from the rules alone: what the engine's own is held against.
 * It knows no `JSON.parse`, because the rules accept more (`NaN`) and lose less (the digits of an integer).
 */
export type Json = null | boolean | string | NumberText | readonly Json[] | ReadonlyMap<string, Json>;

/** A number is only ever written again, so its canonical text is all there is to it. */
export class NumberText {
  constructor(readonly text: string) {}
}

const DEEPEST = 1000;

const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const CONSTANT = /null|true|false|NaN|-?Infinity/y;
const WHITE_SPACE = /[ \t\n\r]*/y;
/** Anything from the space up, but for the quote and the backslash. */
const PLAIN_CHARACTERS = /[ !#-[\]-\uffff]*/y;
const HEX = /[0-9a-fA-F]{4}/y;

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

class Malformed extends Error {}

/** The value that `text` stands for, or undefined when it stands for none. */
export function readJson(text: string): Json | undefined {
  let at = 0;

  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found;
  }

  function takeCharacter(wanted: string): boolean {
    take(WHITE_SPACE);
    if (text[at] !== wanted) return false;
    at += 1;
    return true;
  }

  function expect(wanted: string): void {
    if (!takeCharacter(wanted)) throw new Malformed();
  }

  function readString(): string {
    expect('"');
    let read = '';
    for (;;) {
      read += take(PLAIN_CHARACTERS)?.[0] ?? '';
      const character = text[at];
      at += 1;
      if (character === '"') return read;
      if (character !== '\\') throw new Malformed();
      const letter = text[at] ?? '';
      at += 1;
      if (letter === 'u') {
        const hex = take(HEX);
        if (!hex) throw new Malformed();
        read += String.fromCharCode(Number.parseInt(hex[0], 16));
      } else {
        const stands = ESCAPED.get(letter);
        if (stands === undefined) throw new Malformed();
        read += stands;
      }
    }
  }

  function readList(depth: number): readonly Json[] {
    const items: Json[] = [];
    expect('[');
    if (takeCharacter(']')) return items;
    do items.push(readValue(depth));
    while (takeCharacter(','));
    expect(']');
    return items;
  }

  function readObject(depth: number): ReadonlyMap<string, Json> {
    const members = new Map<string, Json>();
    expect('{');
    if (takeCharacter('}')) return members;
    do {
      const key = readString();
      expect(':');
      members.set(key, readValue(depth));
    } while (takeCharacter(','));
    expect('}');
    return members;
  }

  function readValue(outerDepth: number): Json {
    take(WHITE_SPACE);
    const first = text[at];
    if (first === '"') return readString();
    if (first === '[' || first === '{') {
      const depth = outerDepth + 1;
      if (depth > DEEPEST) throw new Malformed();
      return first === '[' ? readList(depth) : readObject(depth);
    }
    const constant = take(CONSTANT)?.[0];
    if (constant === 'null') return null;
    if (constant === 'true' || constant === 'false') return constant === 'true';
    if (constant !== undefined) return new NumberText(constant);
    const number = take(NUMBER);
    if (!number) throw new Malformed();
    const [all, integer, fraction, exponent] = number;
    if (fraction === undefined && exponent === undefined) {
      return new NumberText(integer === '-0' ? '0' : all);
    }
    return new NumberText(writeFloat(Number(all)));
  }

  try {
    const value = readValue(0);
    take(WHITE_SPACE);
    return at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The shortest decimal that reads back as `value`, as Python prints it. */
function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', power = ''] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const powerDigits = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${powerDigits}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function writeString(value: string): string {
  let written = '';
  for (const unit of value.split('')) {
    const code = unit.charCodeAt(0);
    if (SHORT_ESCAPES.has(unit)) written += SHORT_ESCAPES.get(unit);
    else if (code >= 0x20 && code <= 0x7e) written += unit;
    else written += `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return `"${written}"`;
}

/** The canonical text of a value. */
export function writeJson(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return writeString(value);
  if (value instanceof NumberText) return value.text;
  if (isObject(value)) {
    return `{${[...value].map(([key, item]) => `${writeString(key)}: ${writeJson(item)}`).join(', ')}}`;
  }
  return `[${value.map(writeJson).join(', ')}]`;
}

export function isObject(value: Json | undefined): value is ReadonlyMap<string, Json> {
  return value instanceof Map;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
