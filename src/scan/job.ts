import { readFile } from 'node:fs/promises';
import { aggregate } from '../engine/aggregate.js';
import { compileCounters } from '../engine/analyze.js';
import { machineLocalTime } from '../engine/local-time.js';
import type { MetricId } from '../engine/metrics.js';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../state/checkpoint.js';
import type { Aggregate, SessionRecord, SessionSource } from '../types.js';
import { analysisVersion } from './analysis-version.js';
import { type ScanHooks, type ScanOutcome, scan } from './scan.js';

/** Where the last checkpoint is: on disk, or, where it could not be saved, in memory. */
export type CheckpointPlace = { readonly path: string } | { readonly bytes: Uint8Array };

export interface ScanJob {
  /** Read everything anew. */
  readonly full: boolean;
  readonly checkpoint: CheckpointPlace;
}

/** What a finished scan hands to the main thread: numbers, and files already encoded. */
export interface ScanReport extends Omit<ScanOutcome, 'records'> {
  readonly sessions: number;
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
/** Folding costs some milliseconds for thousands of sessions. */
const PARTIAL_EVERY_MS = 1_000;

/** One whole scan, with all its heavy work: load and decode the checkpoint, scan, fold, encode. */
export async function runJob(
  source: SessionSource,
  job: ScanJob,
  hooks: Omit<ScanHooks, 'progress'>,
  watch: Watch,
): Promise<ScanReport> {
  const version = analysisVersion();
  const checkpoint = job.full ? undefined : await loadCheckpoint(job.checkpoint);
  const known = checkpoint?.analysisVersion === version ? checkpoint : undefined;
  const progress = throttledProgress(watch);
  const { records, ...outcome } = await scan(source, compileCounters, known, { ...hooks, progress });
  return {
    ...outcome,
    sessions: records.length,
    aggregate: aggregate(records, machineLocalTime),
    checkpoint: outcome.changed ? encode(version, outcome.identity, records) : undefined,
  };
}

/** All records of a checkpoint; none when it is missing or cannot be used. */
export async function loadRecords(place: CheckpointPlace): Promise<SessionRecord[]> {
  const checkpoint = await loadCheckpoint(place);
  return checkpoint?.analysisVersion === analysisVersion() ? [...checkpoint.records.values()] : [];
}

/** Whatever keeps it from being read, the answer is the same: it is rebuilt. */
async function loadCheckpoint(place: CheckpointPlace): Promise<Checkpoint | undefined> {
  const bytes = 'bytes' in place ? place.bytes : await readFile(place.path).catch(() => undefined);
  return bytes && decodeCheckpoint(new TextDecoder().decode(bytes));
}

function encode(version: string, identity: string, records: readonly SessionRecord[]): Uint8Array {
  const text = encodeCheckpoint({
    analysisVersion: version,
    identity,
    generatedAt: Math.floor(Date.now() / 1000),
    records: new Map(records.map((record) => [record.id, record])),
  });
  return new TextEncoder().encode(text);
}

function throttledProgress(watch: Watch): ScanHooks['progress'] {
  let nextProgress = 0;
  let nextPartial = performance.now() + PARTIAL_EVERY_MS;
  return (scanned, total, records) => {
    const now = performance.now();
    if (now >= nextProgress || scanned === total) {
      nextProgress = now + PROGRESS_EVERY_MS;
      watch.progress(scanned, total);
    }
    if (now >= nextPartial && scanned < total) {
      nextPartial = now + PARTIAL_EVERY_MS;
      watch.partial(aggregate(records, machineLocalTime));
    }
  };
}
