/** Ways in which the bytes of a file go bad. */

/** Whole numbers from 0 up to, but not including, `below`. */
export type Dice = (below: number) => number;

/** The same numbers for the same seed: what was lost can be looked for again. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  // Mulberry32.
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface Damage {
  readonly name: string;
  /** @param bytes its own copy, which it may change */
  readonly make: (bytes: Buffer, dice: Dice) => Buffer;
}

const SECTOR = 512;
/** Of a database, as SQLite makes them. */
export const PAGE = 4096;

const overwrite = (bytes: Buffer, length: number, dice: Dice, value: (place: number) => number): Buffer => {
  const start = dice(Math.max(1, bytes.length - length));
  for (let place = start; place < Math.min(bytes.length, start + length); place++)
    bytes[place] = value(place);
  return bytes;
};

/** What leaves all else where it was: the bytes themselves are changed. */
export const DAMAGES_IN_PLACE: readonly Damage[] = [
  {
    name: 'a bit flipped',
    make: (bytes, dice) => {
      const place = dice(bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << dice(8));
      return bytes;
    },
  },
  { name: 'bytes replaced', make: (bytes, dice) => overwrite(bytes, 1 + dice(16), dice, () => dice(256)) },
  { name: 'a sector of zeros', make: (bytes, dice) => overwrite(bytes, SECTOR, dice, () => 0) },
  { name: 'a page of noise', make: (bytes, dice) => overwrite(bytes, PAGE, dice, () => dice(256)) },
];

/** What happens to any file. */
export const DAMAGES: readonly Damage[] = [
  ...DAMAGES_IN_PLACE,
  { name: 'cut off', make: (bytes, dice) => bytes.subarray(0, dice(bytes.length)) },
  {
    name: 'a part twice',
    make: (bytes, dice) => {
      const start = dice(bytes.length);
      const part = bytes.subarray(start, start + 1 + dice(200));
      return Buffer.concat([bytes.subarray(0, start), part, bytes.subarray(start)]);
    },
  },
];

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** What happens to files of text: some of these leave JSON behind. */
export const TEXT_DAMAGES: readonly Damage[] = [
  ...DAMAGES,
  {
    name: 'a digit changed',
    make: (bytes, dice) => {
      const digits = [...bytes.keys()].filter((place) => isDigit(bytes[place] ?? 0));
      const place = digits[dice(Math.max(1, digits.length))] ?? 0;
      bytes[place] = 0x30 + dice(10);
      return bytes;
    },
  },
  {
    name: 'a letter changed',
    make: (bytes, dice) => {
      const letters = [...bytes.keys()].filter((place) =>
        /[a-z]/.test(String.fromCharCode(bytes[place] ?? 0)),
      );
      bytes[letters[dice(Math.max(1, letters.length))] ?? 0] = 0x61 + dice(26);
      return bytes;
    },
  },
  { name: 'UTF-16', make: (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le') },
  { name: 'nothing in it', make: () => Buffer.alloc(0) },
  { name: 'other JSON', make: (_, dice) => Buffer.from(['null', '[]', '7', '"x"', '{}'][dice(5)] ?? '') },
];
