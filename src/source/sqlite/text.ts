/** Texts as SQLite stores them: bytes in the encoding of the database. Pure. */

import type { TextOrBytes } from '../../types.js';

export interface StoredText {
  /** True when texts are handed out as the bytes they are. */
  readonly isUtf8: boolean;
  toText(bytes: Uint8Array): TextOrBytes;
  /** How many of these bytes, which may end anywhere, make up whole characters. */
  wholeLength(bytes: Uint8Array): number;
}

/** @param encoding what `PRAGMA encoding` says; UTF-8 in all but odd cases, and then nothing is decoded here */
export function storedText(encoding: unknown): StoredText {
  if (encoding !== 'UTF-16le' && encoding !== 'UTF-16be') return UTF_8;
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const highByte = encoding === 'UTF-16le' ? 1 : 0;
  return {
    isUtf8: false,
    toText: (bytes) => decoder.decode(bytes),
    wholeLength(bytes) {
      const even = bytes.length - (bytes.length % 2);
      const last = bytes[even - 2 + highByte] ?? 0;
      return last >= 0xd8 && last < 0xdc ? even - 2 : even;
    },
  };
}

const UTF_8: StoredText = {
  isUtf8: true,
  toText: (bytes) => bytes,
  wholeLength(bytes) {
    for (let back = 1; back <= 3; back++) {
      const byte = bytes[bytes.length - back] ?? 0;
      if (byte < 0x80) break;
      if (byte >= 0xc0) return widthFrom(byte) > back ? bytes.length - back : bytes.length;
    }
    return bytes.length;
  },
};

/** Bytes of a character, by its first one. */
function widthFrom(byte: number): number {
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}
