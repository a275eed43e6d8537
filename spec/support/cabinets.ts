/** Cabinets of homes whose sessions lie in memory, and what a slow look at all of them says. */

import { aggregateOf } from '#src/engine/folding/aggregate.js';
import type { Crossing, Threshold } from '#src/engine/folding/crossings.js';
import { Folder, foldOf } from '#src/engine/folding/fold.js';
import type { ToLocalTime } from '#src/engine/folding/local-time.js';
import type { MetricId } from '#src/engine/folding/metrics.js';
import { compareBytes } from '#src/engine/folding/scan-order.js';
import { AchievementsError } from '#src/errors.js';
import { CabinetJob } from '#src/scan/cabinet/cabinet-job.js';
import { createDirectoryPlace } from '#src/scan/cabinet/cabinet-place.js';
import { Job, type ScanOrder, type ScanReport } from '#src/scan/job.js';
import type { Watch } from '#src/scan/progress.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import type { Aggregate, SessionRecord, SessionSource } from '#src/types.js';
import { MemoryStore } from './memory-store.js';
import { utc } from './records.js';
import { SILENT } from './scan-once.js';
import { observed } from './sources.js';

export const QUIET = { stopped: () => false, reading() {} };
export const NOW = 1_900_000_000;

export interface HomeOfMemory {
  readonly name: string;
  sessions: MemorySession[];
  /** Nobody can read it. */
  broken?: boolean;
  /** How it looks from outside. */
  look?: string;
}

export class MemoryCabinet {
  homes: HomeOfMemory[] = [];
  now = NOW;
  /** Names of the homes that were opened, in order. */
  readonly opened: string[] = [];
  /** How many were open at once, at most. */
  mostOpen = 0;
  readonly #stateDir: string;
  readonly #localTime: ToLocalTime;
  #job: CabinetJob;
  #open = 0;

  constructor(stateDir: string, localTime: ToLocalTime = utc) {
    this.#stateDir = stateDir;
    this.#localTime = localTime;
    this.#job = this.#start();
  }

  /** As another process would begin. */
  restart(): void {
    this.#job = this.#start();
  }

  /** @param pause called after each session */
  async scan(
    order: ScanOrder = { full: false },
    watch: Watch = SILENT,
    pause?: () => undefined,
  ): Promise<ScanReport | undefined> {
    this.opened.length = 0;
    this.#job.setHomes(
      this.homes.map((home) => ({
        name: home.name,
        source: () => this.#sourceOf(home),
        look: async () => home.look,
      })),
    );
    return await this.#job.scan(order, { ...QUIET, ...(pause !== undefined && { pause }) }, watch);
  }

  date(wanted: readonly Threshold[]): Promise<readonly Crossing[] | undefined> {
    return this.#job.date(wanted);
  }

  #start(): CabinetJob {
    return new CabinetJob({
      place: createDirectoryPlace(this.#stateDir),
      timeZone: { name: 'UTC', localTime: this.#localTime },
      now: () => this.now * 1000,
    });
  }

  #sourceOf(home: HomeOfMemory): SessionSource {
    return {
      open: async () => {
        if (home.broken === true)
          throw new AchievementsError('ERR_ACHIEVEMENTS_DATABASE_BUSY', `${home.name} is broken.`);
        const reader = await observed(createMemorySource(home.sessions)).source.open();
        this.opened.push(home.name);
        this.mostOpen = Math.max(this.mostOpen, ++this.#open);
        return {
          ...reader,
          close: async () => {
            this.#open--;
            await reader.close();
          },
        };
      },
    };
  }
}

/** The records of sessions, as a scan makes them. */
export async function recordsIn(sessions: readonly MemorySession[]): Promise<readonly SessionRecord[]> {
  const store = new MemoryStore();
  const timeZone = { name: 'UTC', localTime: utc };
  const job = new Job({ source: createMemorySource(sessions), store, timeZone, now: () => NOW * 1000 });
  await job.scan({ full: false }, QUIET, SILENT);
  return store.blocks.flatMap(({ records }) => records);
}

interface Counted {
  readonly home: string;
  readonly record: SessionRecord;
}

/** Every session once: of copies the one with more messages, of equals that of the home that comes first. */
export function whatCounts(
  homes: readonly { readonly name: string; readonly records: readonly SessionRecord[] }[],
): readonly Counted[] {
  const counted: Counted[] = [];
  for (const { name: home, records } of homes) {
    for (const record of records) {
      const at = counted.findIndex(({ record: other }) => isCopy(record, other));
      const other = counted[at];
      if (other === undefined) counted.push({ home, record });
      else if (messagesOf(record) > messagesOf(other.record)) counted[at] = { home, record };
    }
  }
  return counted;
}

/** What all of it adds up to, by a look at each session. */
export function aggregateSlowly(
  counted: readonly Counted[],
  localTime: ToLocalTime = utc,
): Aggregate<MetricId> {
  const folder = new Folder();
  for (const { home, record } of counted) {
    const fold = foldOf([record], localTime);
    const best = Object.entries(fold.best).map(([metric, holder]) => [metric, { ...holder, home }]);
    folder.merge({ ...fold, best: Object.fromEntries(best) });
  }
  return aggregateOf(folder.fold());
}

/** By a walk over all sessions in the order of their starts. */
export function crossingsSlowly(
  counted: readonly Counted[],
  wanted: readonly Threshold[],
  localTime: ToLocalTime = utc,
): readonly Crossing[] {
  const folder = new Folder();
  const found: Crossing[] = [];
  const inOrder = counted
    .filter(({ record }) => record.startedAt !== null)
    .toSorted(
      (a, b) =>
        (a.record.startedAt ?? 0) - (b.record.startedAt ?? 0) || compareBytes(a.record.id, b.record.id),
    );
  let open = wanted;
  for (const { home, record } of inOrder) {
    folder.add(record, localTime);
    const reached = open.filter(({ metric, atLeast }) => folder.value(metric) >= atLeast);
    for (const threshold of reached)
      found.push({ ...threshold, at: record.startedAt ?? 0, id: record.id, home });
    open = open.filter((threshold) => !reached.includes(threshold));
  }
  return found;
}

function isCopy(a: SessionRecord, b: SessionRecord): boolean {
  return a.id === b.id && a.storedStart === b.storedStart;
}

function messagesOf({ contribution }: SessionRecord): number {
  const { message_count = 0 } = contribution.counters;
  return message_count;
}
