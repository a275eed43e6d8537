/** The files of a state directory beside a store: what is left when that is away, the way in, and the way back. */

import { join } from 'node:path';
import { toAchievementsError } from '../errors.js';
import { createJsonFile } from '../state/json-file.js';
import type { State } from '../state/state.js';
import type { SavedUnlocks } from '../state/unlock-file.js';
import type { UnlockState } from '../state/unlocks.js';
import { createMembershipFile, type Membership, NO_MEMBERSHIP } from './home-ids.js';
import type { Published } from './publication.js';

export interface SecondCopyOptions {
  readonly stateDir: string;
  readonly files: State;
  /** Hears of trouble with it: it is no trouble of the store. */
  readonly say: (message: string) => void;
}

export class SecondCopy {
  readonly #options: SecondCopyOptions;
  readonly #membership: ReturnType<typeof createMembershipFile>;
  readonly #snapshotFile;
  #told: string | undefined;

  constructor(options: SecondCopyOptions) {
    this.#options = options;
    this.#membership = createMembershipFile(options.stateDir);
    this.#snapshotFile = createJsonFile(join(options.stateDir, 'scan_snapshot.json'));
  }

  /** What files say, as it joins a cabinet: a reset of their own, of before or of when they left it, does not reset all others. */
  async joining(state: UnlockState, cabinet: string): Promise<UnlockState> {
    const membership = await this.#membership.load();
    const isOfAll = membership?.cabinet === cabinet && membership.resetAt === state.resetAt;
    return isOfAll ? state : { ...state, resetAt: null };
  }

  /** From here on it is one with the cabinet, of which this was the last reset. */
  async joined(cabinet: string, { resetAt }: Pick<UnlockState, 'resetAt'>): Promise<void> {
    await this.note({ cabinet, resetAt });
  }

  async note(news: Partial<Membership>): Promise<void> {
    const membership = (await this.#membership.load()) ?? NO_MEMBERSHIP;
    const next = { ...membership, ...news };
    if (JSON.stringify(next) === JSON.stringify(membership)) return;
    await this.#membership.save(next).catch((error: unknown) => this.#tell(error));
  }

  /** Undefined when they cannot be saved. Never rejects. */
  async keep(state: UnlockState): Promise<SavedUnlocks | undefined> {
    try {
      const saved = await this.#options.files.saveUnlocks(state);
      this.#told = undefined;
      return saved;
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  async keepSnapshot({ content, publishedAt }: Published): Promise<void> {
    await this.#snapshotFile.saveChange(content, publishedAt).catch((error: unknown) => this.#tell(error));
  }

  #tell(error: unknown): void {
    const { message } = toAchievementsError(error, 'ERR_ACHIEVEMENTS_STATE', 'It cannot be saved.');
    if (message !== this.#told)
      this.#options.say(`The second copy of what is in the store cannot be kept: ${message}`);
    this.#told = message;
  }
}
