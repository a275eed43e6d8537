/** What the files or the store of a cabinet say of it: by which rules, in which zone, by which fence. */

import type { ToLocalTime } from '../../engine/folding/local-time.js';
import { analysisVersion } from '../../scan/analysis-version.js';
import type { ScanReport, TimeZone } from '../../scan/job.js';
import type { Fence, SharedState } from '../../state/shared-state.js';
import type { SnapshotToStore, StoredSnapshot } from '../../state/snapshot-file.js';
import type { UnlockState } from '../../state/unlocks.js';
import type { Achievement, Unlocks } from '../../types.js';
import { type Untitled, unlocksWithoutTitles, withoutTitles } from '../view/home-names.js';
import { toPublish } from '../view/published.js';
import type { Snapshot } from '../view/snapshot.js';
import { badgesOf } from '../view/view.js';
import { restoreSnapshot } from './restore.js';
import { snapshotToStore } from './to-store.js';

export class KeptPlace {
  readonly #name: string;
  readonly #zone: TimeZone;
  readonly #version = analysisVersion();
  readonly #untitled: Untitled;
  readonly #shared: SharedState | undefined;
  /** By which the latest scan may publish what it has found, where others do so, too. */
  #fence: Fence | undefined;
  /** Of the history that was read. */
  identity = '';

  /** @param name another one for each history, which does not tell where it is */
  constructor(name: string, zone: TimeZone, untitled: Untitled, shared: SharedState | undefined) {
    this.#name = name;
    this.#zone = zone;
    this.#untitled = untitled;
    this.#shared = shared;
  }

  get localTime(): ToLocalTime {
    return this.#zone.localTime;
  }

  foundBy({ identity, fence }: ScanReport): void {
    this.identity = identity;
    this.#fence = fence;
  }

  /** Without titles that may not be told, here and below. */
  told(found: ScanReport): ScanReport {
    return withoutTitles(found, this.#untitled);
  }

  held(unlocks: UnlockState): UnlockState {
    return unlocksWithoutTitles(unlocks, this.#untitled);
  }

  badges(snapshot: Snapshot | undefined, unlocks: Unlocks): readonly Achievement[] {
    return snapshot === undefined ? [] : badgesOf(snapshot, unlocks, this.localTime, this.#untitled);
  }

  /** @param now Unix milliseconds */
  toStore(snapshot: Snapshot, unlocks: Unlocks, now: number): SnapshotToStore {
    const stored = snapshotToStore(
      snapshot,
      unlocks,
      now,
      { ...this.#origin, database: this.identity },
      this.localTime,
    );
    if (this.#shared === undefined) return stored;
    const shownBy = { timeZone: this.#zone.name, localTime: this.localTime, untitled: this.#untitled };
    const published = toPublish(snapshot, unlocks, this.#fence, this.#shared.ttlMs ?? 0, shownBy);
    return { ...stored, toPublish: published };
  }

  /** Undefined when it is of no use here. @param verifiedAt Unix milliseconds */
  restored(stored: StoredSnapshot, verifiedAt: number): Snapshot | undefined {
    return restoreSnapshot(stored, verifiedAt, this.#origin, this.#shared !== undefined);
  }

  get #origin() {
    return { analysisVersion: this.#version, timeZone: this.#zone.name, databasePath: this.#name };
  }
}
