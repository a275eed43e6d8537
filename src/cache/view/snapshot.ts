import type { ToLocalTime } from '../../engine/folding/local-time.js';
import { eachMetric, type MetricId } from '../../engine/folding/metrics.js';
import type { StoredScanMeta } from '../../payload.js';
import type { ScanReport } from '../../scan/job.js';
import type { Aggregate, HistoryView } from '../../types.js';
import { type HomeState, homesAfter, isOtherHomes } from './homes.js';

/** What a finished scan knew. All that is served is made from it and the unlocks. */
export interface Snapshot {
  readonly aggregate: Aggregate<MetricId>;
  readonly view: HistoryView<MetricId>;
  /** What the user should know of the history, though nothing is wrong. */
  readonly notice: string | null;
  readonly numbers: StoredScanMeta;
  /** Unix milliseconds at which it was made or last confirmed. */
  readonly verifiedAt: number;
  /** Where there are several. */
  readonly homes?: readonly HomeState[] | undefined;
  /** Folded otherwise than it would be here, in another time zone say: what was known, until a scan has folded it anew. */
  readonly outdated?: true;
}

/** Whether there is one, folded as it would be here: what a process in another time zone saves is no match for it. */
export function isCurrent(snapshot: Snapshot | undefined): boolean {
  return snapshot !== undefined && !snapshot.outdated;
}

/** Whether there is one that is current, verified within the TTL. A time to come means that the clock was set: then nothing is known. */
export function isFresh(snapshot: Snapshot | undefined, now: number, ttlMs: number): boolean {
  const age = now - (snapshot?.verifiedAt ?? Number.NEGATIVE_INFINITY);
  return isCurrent(snapshot) && age >= 0 && age <= ttlMs;
}

/** Whether there is one, made or last confirmed on the local day of a time. @param now Unix milliseconds */
export function isOfSameDay(snapshot: Snapshot | undefined, now: number, localTime: ToLocalTime): boolean {
  return snapshot !== undefined && localTime(snapshot.verifiedAt / 1000).day === localTime(now / 1000).day;
}

/** Whether a scan has counted anything else than a snapshot says. */
export function hasNews(report: ScanReport, before: Snapshot | undefined): boolean {
  if (before === undefined || !isCurrent(before) || report.changed) return true;
  return (
    JSON.stringify([report.aggregate, report.notice]) !== JSON.stringify([before.aggregate, before.notice]) ||
    isOtherHomes(report.homes, before.homes)
  );
}

/** Whether these are the numbers of a scan that has counted the whole history. */
export function isFinished({ mode }: StoredScanMeta): boolean {
  return mode === 'full' || mode === 'incremental';
}

/** As far as a first scan has come. */
interface FirstScan {
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly progress: { readonly scanned: number; readonly total: number } | null;
  readonly partial: Aggregate<MetricId> | undefined;
}

export const NOTHING_SEEN: HistoryView<MetricId> = { days: {}, recent: {}, longest: null, mostTools: null };
const NOTHING_COUNTED: Aggregate<MetricId> = { values: eachMetric(() => 0), evidence: {} };

/** What there is to show before a scan has succeeded. @param failedAt Unix milliseconds, for when none runs */
export function soFar(run: FirstScan | undefined, failedAt: number): Snapshot {
  const { scanned = 0, total = 0 } = run?.progress ?? {};
  return {
    aggregate: run?.partial ?? NOTHING_COUNTED,
    view: NOTHING_SEEN,
    notice: null,
    numbers: {
      mode: run === undefined ? 'failed' : run.partial === undefined ? 'pending' : 'in_progress',
      sessions_total: total,
      sessions_rescanned: scanned,
      sessions_reused: 0,
      sessions_scanned_so_far: scanned,
      sessions_expected_total: total,
      duration_ms: 0,
      messages_scanned: 0,
    },
    verifiedAt: run?.startedAt ?? failedAt,
  };
}

/** The numbers of a finished scan. */
function numbersOf(
  mode: 'full' | 'incremental',
  {
    sessions,
    rescanned,
    reused,
    messagesScanned,
  }: Pick<ScanReport, 'sessions' | 'rescanned' | 'reused' | 'messagesScanned'>,
  durationMs: number,
): Snapshot['numbers'] {
  return {
    mode,
    sessions_total: sessions,
    sessions_rescanned: rescanned,
    sessions_reused: reused,
    sessions_scanned_so_far: sessions,
    sessions_expected_total: sessions,
    duration_ms: Math.round(durationMs),
    messages_scanned: messagesScanned,
  };
}

/** What a scan has found. @param now Unix milliseconds */
export function snapshotOf(
  report: ScanReport,
  now: number,
  durationMs: number,
  before: Snapshot | undefined,
): Snapshot {
  return {
    ...(report.homes !== undefined && { homes: homesAfter(report.homes, before) }),
    aggregate: report.aggregate,
    view: report.view,
    notice: report.notice,
    numbers: numbersOf(report.mode, report, durationMs),
    verifiedAt: now,
  };
}

/** The snapshot, found to be right still. @param now Unix milliseconds */
export function confirmed(snapshot: Snapshot, now: number, durationMs: number): Snapshot {
  const { sessions_total: total } = snapshot.numbers;
  const scan = { sessions: total, rescanned: 0, reused: total, messagesScanned: 0 };
  return { ...snapshot, numbers: numbersOf('incremental', scan, durationMs), verifiedAt: now };
}
