/** What a PNG (RFC 2083, 8 bits, not interlaced) shows. */

import { inflateSync } from 'node:zlib';

export interface Png {
  readonly width: number;
  readonly height: number;
  /** How many different colours its pixels have, and how much of it the most frequent one takes, from 0 to 1. */
  readonly colours: number;
  readonly largestShare: number;
}

const SIGNATURE = '89504e470d0a1a0a';

export function readPng(bytes: Buffer): Png {
  if (bytes.subarray(0, 8).toString('hex') !== SIGNATURE) throw new Error('not a PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const channels = bytes[25] === 6 ? 4 : 3;
  const lines = inflateSync(Buffer.concat([...dataOf(bytes)]));
  const counts = new Map<string, number>();
  const stride = width * channels;
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y += 1) {
    const at = y * (stride + 1);
    const line = unfiltered(lines[at] ?? 0, lines.subarray(at + 1, at + 1 + stride), above, channels);
    for (let x = 0; x < stride; x += channels) {
      const colour = line.toString('hex', x, x + channels);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    above = line;
  }
  return {
    width,
    height,
    colours: counts.size,
    largestShare: Math.max(...counts.values()) / (width * height),
  };
}

function* dataOf(bytes: Buffer): Iterable<Buffer> {
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') yield bytes.subarray(at + 8, at + 8 + length);
    at += length + 12;
  }
}

function unfiltered(filter: number, line: Buffer, above: Buffer, channels: number): Buffer<ArrayBuffer> {
  const out = Buffer.alloc(line.length);
  for (let x = 0; x < line.length; x += 1) {
    const left = x < channels ? 0 : (out[x - channels] ?? 0);
    const up = above[x] ?? 0;
    const corner = x < channels ? 0 : (above[x - channels] ?? 0);
    const guess = [0, left, up, Math.floor((left + up) / 2), paeth(left, up, corner)][filter] ?? 0;
    out[x] = ((line[x] ?? 0) + guess) & 255;
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
