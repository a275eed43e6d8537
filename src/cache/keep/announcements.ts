import { announce } from '../../engine/badges/unlocks.js';
import type { Achievement, UnlockEvent, Unlocks } from '../../types.js';

/** What is to be told of a scan. */
export interface News {
  /** What was unlocked or raised, and is on disk by now: by this scan, or by one before it that could not be saved. */
  readonly news: readonly UnlockEvent[];
  /** True when the history was counted for the first time: its news are one. */
  readonly imported: boolean;
}

const NOTHING: News = { news: [], imported: false };

/**
 * What scans have unlocked is told when it is on disk, and by the process that put it there: then nobody tells it twice,
 * after a crash as little as with several processes. Who crashes between both does not tell it any more.
 */
export class Announcements {
  /** Ids of what was unlocked or raised since the last save. */
  readonly #waiting = new Set<string>();
  #importing = false;
  #due = NOTHING;

  /** @param first whether nothing was known of this history before */
  add(ids: Iterable<string>, first: boolean): void {
    for (const id of ids) this.#waiting.add(id);
    this.#importing ||= first;
  }

  /** @param before what was on disk until then. @param evaluate with what is on disk now */
  saved(before: Unlocks, evaluate: () => readonly Achievement[]): void {
    if (this.#waiting.size > 0) {
      const news = announce(this.#waiting, before, evaluate());
      this.#due = { news: [...this.#due.news, ...news], imported: this.#importing };
    }
    this.#waiting.clear();
    this.#importing = false;
  }

  /** What is to be told now; once. */
  take(): News {
    const due = this.#due;
    this.#due = NOTHING;
    return due;
  }

  /** All begins anew: what comes next is counted for the first time. */
  startOver(): void {
    this.#waiting.clear();
    this.#due = NOTHING;
    this.#importing = true;
  }
}
