import type { AchievementsError } from '../errors.js';
import type { JsonFile } from './json-file.js';
import { decodeUnlocks, type UnlockState } from './unlocks.js';

const MOST_LOOKS = 4;

/** What an unlock file has to say. */
export type Look =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'good';
      readonly bytes: Buffer;
      readonly mtimeMs: number;
      readonly state: UnlockState;
      readonly repaired: boolean;
    }
  | { readonly kind: 'damaged'; readonly bytes: Buffer; readonly mtimeMs: number; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly problem: AchievementsError };

/**
 * Reads until the content makes sense, or stands still: the Python plugin writes in place, and it may be
 * writing now.
 * @param settle how long to wait before a damaged file is looked at again
 */
export async function look(file: JsonFile, settle: () => Promise<unknown>): Promise<Look> {
  let before: Buffer | undefined;
  for (let number = 1; ; number++) {
    const read = await file.read();
    if (read.kind !== 'content') return read;
    const { bytes, mtimeMs } = read;
    const decoded = decodeUnlocks(bytes.toString('utf8'), { fallbackTime: mtimeMs / 1000 });
    if (decoded.ok) return { kind: 'good', bytes, mtimeMs, state: decoded.state, repaired: decoded.repaired };
    if (number === MOST_LOOKS || before?.equals(bytes)) {
      return { kind: 'damaged', bytes, mtimeMs, reason: decoded.reason };
    }
    before = bytes;
    await settle();
  }
}
