import { checkOf, isChecked } from '../check.js';
import { isRecord, parseJson } from '../guards.js';
import { createJsonFile } from '../json-file.js';

/** A file of one JSON object with a check, that can be made anew from others. */
export interface CheckedFile<Value> {
  /** Undefined when there is none that can be used. Never rejects. */
  load(): Promise<Value | undefined>;
  /** @throws AchievementsError ERR_ACHIEVEMENTS_STATE; then the file is as it was */
  save(value: Value): Promise<void>;
  /** Whether it is there as it was saved. Never rejects. */
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
  const whole = async (): Promise<string | undefined> => {
    const read = await file.read();
    const text = read.kind === 'content' ? read.bytes.toString('utf8') : '';
    return isChecked(text) ? text : undefined;
  };
  return {
    async load() {
      const text = await whole();
      const stored = text === undefined ? undefined : parseJson(text);
      return isRecord(stored) ? decode(stored) : undefined;
    },
    isWhole: async () => (await whole()) !== undefined,
    async save(value) {
      const text = JSON.stringify(encode(value)).slice(0, -1);
      await file.save(text + checkOf(text));
    },
  };
}
