import type { HomeShare } from '../../state/cabinet/share.js';
import { isOfUse } from './fresh.js';
import type { PartOptions } from './home-to-scan.js';

/** What a home adds to its cabinet: here, and where it is kept. */
export class KeptShare {
  readonly #options: Pick<PartOptions, 'home' | 'files' | 'timeZone'>;
  share: HomeShare | undefined;
  #isLoaded = false;
  /** Names what was loaded last, where others may change it. */
  #mark: string | undefined;
  #isUnsaved = false;

  constructor(options: Pick<PartOptions, 'home' | 'files' | 'timeZone'>) {
    this.#options = options;
  }

  /** Whether it is here alone. */
  get isUnsaved(): boolean {
    return this.#isUnsaved;
  }

  /** Whether it was counted and folded as it would be here. */
  get isOfUse(): boolean {
    return this.share !== undefined && isOfUse(this.share, this.#options.timeZone.name);
  }

  /** Once, and again when others have changed it. True when it was loaded. @param mark names what is kept by now */
  async load(mark: string | undefined): Promise<boolean> {
    if (this.#isLoaded) return await this.follow(mark);
    await this.#load(mark);
    return true;
  }

  async follow(mark: string | undefined): Promise<boolean> {
    if (mark === this.#mark || this.#isUnsaved) return false;
    await this.#load(mark);
    return true;
  }

  async #load(mark: string | undefined): Promise<void> {
    const { files, home } = this.#options;
    this.#mark = mark;
    const isWhole = mark !== undefined || (await files.alone.isWhole());
    this.share = isWhole ? await files.share.load() : undefined;
    // Of another machine it is all that there is, however it was made.
    if (home.isElsewhere !== true && !this.isOfUse) this.share = undefined;
    this.#isLoaded = true;
  }

  /** From here on it is this one, until it is saved here alone. */
  hold(share: HomeShare): void {
    this.share = share;
    this.#isUnsaved = true;
  }

  /** @throws AchievementsError ERR_ACHIEVEMENTS_STATE */
  async save(): Promise<void> {
    if (this.share !== undefined) await this.#options.files.share.save(this.share);
    this.#isUnsaved = false;
  }

  /** Whoever scans next, in whatever process, looks at the home as if its history had changed. */
  async doubt(): Promise<void> {
    if (this.share === undefined) return;
    this.share = { ...this.share, look: undefined };
    // Where nothing can be saved it holds in memory.
    if (!this.#isUnsaved) await this.#options.files.share.save(this.share).catch(() => {});
  }
}
