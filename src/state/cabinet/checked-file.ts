import { decodeChecked, encodeChecked, isChecked } from '../check.js';
import { createJsonFile } from '../json-file.js';

/**
 * A file of one JSON object with a check, that can be made anew from others. In a store that cannot be asked it can neither be
 * read: then each rejects with ERR_ACHIEVEMENTS_STATE.
 */
export interface CheckedFile<Value> {
  /** Undefined when there is none that can be used. */
  load(): Promise<Value | undefined>;
  /** @throws AchievementsError ERR_ACHIEVEMENTS_STATE; then the file is as it was */
  save(value: Value): Promise<void>;
  /** Whether it is there as it was saved. */
  isWhole(): Promise<boolean>;
}

/**
 * The file at an absolute path. Touches nothing yet.
 * @param encode gives what JSON can hold
 * @param decode gives undefined for what is odd
 */
export function createCheckedFile<Value>(
  path: string,
  encode: (value: Value) => object,
  decode: (stored: Record<string, unknown>) => Value | undefined,
): CheckedFile<Value> {
  const file = createJsonFile(path);
  const text = async (): Promise<string> => {
    const read = await file.read();
    return read.kind === 'content' ? read.bytes.toString('utf8') : '';
  };
  return {
    async load() {
      const stored = decodeChecked(await text());
      return stored && decode(stored);
    },
    isWhole: async () => isChecked(await text()),
    save: (value) => file.save(encodeChecked(encode(value))),
  };
}
