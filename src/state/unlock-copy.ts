/**
 * The second copy of the unlocks. The first lies in the folder of the earlier plugin, which is deleted whole when that plugin
 * is removed. Whatever happens to the copy is told, and stops nobody.
 */
import { isUtf8 } from 'node:buffer';
import { dirname } from 'node:path';
import { toAchievementsError } from '../errors.js';
import { createJsonFile } from './json-file.js';
import { type Look, look } from './look.js';
import { encodeUnlocks, takeOver, type UnlockState } from './unlocks.js';

/** Hears a line for the log. */
export type Say = (message: string) => void;

export interface UnlockCopy {
  /** Never rejects. */
  look(): Promise<Look>;
  /**
   * Makes it say the same as the first file does by now; writes only what is new. Never rejects.
   * @param found what it said before
   * @param aside keeps that as `state.json.<aside>`
   */
  keep(text: string, found: Look | undefined, aside?: string): Promise<void>;
}

/** Touches nothing yet. @param settle as for `look` */
export function createUnlockCopy(path: string, settle: () => Promise<unknown>, say: Say): UnlockCopy {
  const file = createJsonFile(path);
  /** Kinds of trouble that were told since it last went well. */
  const told = new Set<string>();

  async function write(text: string, found: Look | undefined, aside: string | undefined): Promise<void> {
    if (found?.kind === 'unreadable') throw found.problem;
    if (found?.kind === 'damaged') {
      const name = await file.setAside(`corrupt-${Math.floor(found.mtimeMs / 1000)}`);
      say(`The second copy of the unlocks is damaged (${found.reason}) and was set aside as ${name}.`);
    }
    if (found?.kind === 'good') {
      const label = isUtf8(found.bytes) ? aside : `corrupt-${Math.floor(found.mtimeMs / 1000)}`;
      if (label !== undefined) await file.keepCopy(found.bytes, label);
    }
    if (found?.kind !== 'good' || found.repaired || encodeUnlocks(found.state) !== text)
      await file.save(text);
  }

  return {
    async look() {
      const found = await look(file, settle);
      if (found.kind === 'good') await file.protect().catch(() => {});
      return found;
    },
    async keep(text, found, aside) {
      try {
        await write(text, found, aside);
        told.clear();
      } catch (error) {
        const { message } = toAchievementsError(error, 'ERR_ACHIEVEMENTS_STATE', 'It cannot be saved.');
        if (!told.has(message))
          say(`The unlocks are saved, but not their second copy in ${dirname(path)}: ${message}`);
        told.add(message);
      }
    },
  };
}

/**
 * What a state and the copy know together. A copy that does not know of the reset could not be written since, hence all of it
 * is from before.
 */
export function withCopy(state: UnlockState, copy: Look | undefined): UnlockState {
  if (copy?.kind !== 'good' || (copy.state.resetAt ?? 0) < (state.resetAt ?? 0)) return state;
  // Letters were lost in it: they must not replace those of the first file.
  if (!isUtf8(copy.bytes) && state.unlocks.size > 0) return state;
  return takeOver(state, copy.state);
}
