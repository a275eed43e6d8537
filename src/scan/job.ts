import { Aggregator } from '../engine/folding/aggregate.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { MetricId } from '../engine/folding/metrics.js';
import { type Checkpoint, CheckpointEncoder, decodeCheckpoint } from '../state/checkpoint.js';
import { readWhole } from '../state/read-whole.js';
import type { Aggregate, SessionRecord, SessionSource } from '../types.js';
import { analysisVersion } from './analysis-version.js';
import { type ScanHooks, type ScanOutcome, scan } from './scan.js';

/** Where the last checkpoint is: on disk, or, where it could not be saved, in memory. */
export type CheckpointPlace = { readonly path: string } | { readonly bytes: Uint8Array };

export interface ScanJob {
  /** Read everything anew. */
  readonly full: boolean;
  readonly checkpoint: CheckpointPlace;
  /** The mark of the list that the last scan saw; undefined when a report is wanted in any case. */
  readonly mark?: string | undefined;
}

/** What a finished scan hands to the main thread: numbers, and files already encoded. */
export interface ScanReport extends ScanOutcome {
  readonly aggregate: Aggregate<MetricId>;
  /** The new checkpoint; undefined when the old one still says it all. */
  readonly checkpoint: Uint8Array | undefined;
}

/** What a running scan tells. */
export interface Watch {
  progress(scanned: number, total: number): void;
  /** What is known so far, now and then. */
  partial(soFar: Aggregate<MetricId>): void;
}

const PROGRESS_EVERY_MS = 100;
const PARTIAL_EVERY_MS = 1_000;

/**
 * One whole scan, with all its heavy work: load and decode the checkpoint, scan, fold, encode. Resolves with undefined
 * when the list is as the last scan saw it.
 */
export async function runJob(
  source: SessionSource,
  job: ScanJob,
  localTime: ToLocalTime,
  hooks: Pick<ScanHooks, 'stopped' | 'reading' | 'pause'>,
  watch: Watch,
): Promise<ScanReport | undefined> {
  const version = analysisVersion();
  const aggregator = new Aggregator(localTime);
  let encoder: CheckpointEncoder | undefined;
  const plan = {
    mark: job.full ? undefined : job.mark,
    async known() {
      const checkpoint = job.full ? undefined : await loadCheckpoint(job.checkpoint);
      return checkpoint?.analysisVersion === version ? checkpoint : undefined;
    },
    async analyzer() {
      // Not at the top of the file: most refreshes find nothing to count, and loading this takes as long as they do.
      const { compileCounters, createAnalyzer } = await import('../engine/counting/analyze.js');
      return createAnalyzer(compileCounters());
    },
  };
  const outcome = await scan(source, plan, {
    ...hooks,
    listed({ identity, sessions }) {
      const generatedAt = Math.floor(Date.now() / 1000);
      encoder = new CheckpointEncoder({ analysisVersion: version, identity, generatedAt, sessions });
    },
    record(record, place) {
      aggregator.add(record, place);
      encoder?.add(record);
    },
    progress: throttledProgress(watch, aggregator),
  });
  if (outcome === undefined) return undefined;
  const checkpoint = outcome.changed ? encoder?.finish() : undefined;
  return { ...outcome, aggregate: aggregator.result(), checkpoint };
}

/** All records of a checkpoint; none when it is missing or cannot be used. */
export async function loadRecords(place: CheckpointPlace): Promise<SessionRecord[]> {
  const checkpoint = await loadCheckpoint(place);
  return checkpoint?.analysisVersion === analysisVersion() ? [...checkpoint.records.values()] : [];
}

/** Whatever keeps it from being read, the answer is the same: it is rebuilt. */
async function loadCheckpoint(place: CheckpointPlace): Promise<Checkpoint | undefined> {
  const bytes = 'bytes' in place ? place.bytes : await bytesOf(place.path);
  return bytes && decodeCheckpoint(new TextDecoder().decode(bytes));
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  const read = await readWhole(path);
  return read.kind === 'content' ? read.bytes : undefined;
}

function throttledProgress(watch: Watch, aggregator: Aggregator): ScanHooks['progress'] {
  let nextProgress = 0;
  let nextPartial = performance.now() + PARTIAL_EVERY_MS;
  return (scanned, total) => {
    const now = performance.now();
    if (now >= nextProgress || scanned === total) {
      nextProgress = now + PROGRESS_EVERY_MS;
      watch.progress(scanned, total);
    }
    if (now >= nextPartial && scanned < total) {
      nextPartial = now + PARTIAL_EVERY_MS;
      watch.partial(aggregator.result());
    }
  };
}
