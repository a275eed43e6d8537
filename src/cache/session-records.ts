import type { CheckpointPlace } from '../scan/job.js';
import type { Scanner } from '../scan/scanner.js';
import type { SessionRecord } from '../types.js';
import type { Snapshot } from './snapshot.js';

type Records = Promise<ReadonlyMap<string, SessionRecord>>;

/** The sessions behind a snapshot. Few ask for them, so they are loaded for the first who does, and once for all. */
export class SessionRecords {
  readonly #scanner: Scanner;
  #loaded: { readonly from: Snapshot['aggregate']; readonly records: Records } | undefined;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** @throws AchievementsError when the checkpoint cannot be loaded; the next call tries again */
  of({ aggregate }: Snapshot, checkpoint: CheckpointPlace): Records {
    if (this.#loaded?.from === aggregate) return this.#loaded.records;
    const records = this.#scanner.records(checkpoint);
    this.#loaded = { from: aggregate, records };
    records.catch(() => this.forget());
    return records;
  }

  forget(): void {
    this.#loaded = undefined;
  }

  /** Never rejects. */
  async settled(): Promise<void> {
    await this.#loaded?.records.catch(() => {});
  }
}
