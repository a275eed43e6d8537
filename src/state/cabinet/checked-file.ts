import { checkOf, isChecked } from '../check.js';
import { isRecord, parseJson } from '../guards.js';
import { createJsonFile, type JsonFile } from '../json-file.js';

/** A file of one JSON object with a check, that can be made anew from others. */
export interface CheckedFile<Value> {
  /** Undefined when there is none that can be used. Never rejects. */
  load(): Promise<Value | undefined>;
  /** @throws AchievementsError ERR_ACHIEVEMENTS_STATE; then the file is as it was */
  save(value: Value): Promise<void>;
  /** See JsonFile. */
  mark: JsonFile['mark'];
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
  return {
    async load() {
      const read = await file.read();
      if (read.kind !== 'content') return undefined;
      const text = read.bytes.toString('utf8');
      const stored = isChecked(text) ? parseJson(text) : undefined;
      return isRecord(stored) ? decode(stored) : undefined;
    },
    async save(value) {
      const text = JSON.stringify(encode(value)).slice(0, -1);
      await file.save(text + checkOf(text));
    },
    mark: file.mark,
  };
}
