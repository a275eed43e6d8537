/** Numbers about ourselves since the router was created. `/scan-status` shows the same as `metrics`, in snake_case. */
export interface AchievementsMetrics {
  /** Scans that succeeded, those included that found nothing to read. */
  readonly scanCount: number;
  /** Milliseconds, of the last hundred scans that succeeded; 0 before the first. */
  readonly scanDurationMs: { readonly avg: number; readonly p95: number };
  /** Requests that joined a scan that was running already. */
  readonly dedupeHits: number;
  /** Reads answered from a snapshot that was past its time. */
  readonly staleServed: number;
  /** Scans that failed. */
  readonly failures: number;
  /** Sessions that were read, over all scans. */
  readonly sessionsRescanned: number;
  /** Sessions that needed no reading, over all scans. */
  readonly sessionsReused: number;
}

export interface Telemetry {
  scanned(numbers: { durationMs: number; rescanned: number; reused: number }): void;
  joined(): void;
  servedStale(): void;
  failed(): void;
  /** As of now; does not change later. */
  metrics(): AchievementsMetrics;
}

const REMEMBERED = 100;

export function createTelemetry(): Telemetry {
  const counts = { scans: 0, joined: 0, stale: 0, failures: 0, rescanned: 0, reused: 0 };
  const durations: number[] = [];
  return {
    scanned({ durationMs, rescanned, reused }) {
      counts.scans++;
      counts.rescanned += rescanned;
      counts.reused += reused;
      durations.push(durationMs);
      if (durations.length > REMEMBERED) durations.shift();
    },
    joined: () => void counts.joined++,
    servedStale: () => void counts.stale++,
    failed: () => void counts.failures++,
    metrics: () => ({
      scanCount: counts.scans,
      scanDurationMs: { avg: average(durations), p95: percentile95(durations) },
      dedupeHits: counts.joined,
      staleServed: counts.stale,
      failures: counts.failures,
      sessionsRescanned: counts.rescanned,
      sessionsReused: counts.reused,
    }),
  };
}

/** As they go over the wire. */
export function wireMetrics(metrics: AchievementsMetrics) {
  return {
    scan_count: metrics.scanCount,
    scan_duration_ms: metrics.scanDurationMs,
    dedupe_hits: metrics.dedupeHits,
    stale_served: metrics.staleServed,
    failures: metrics.failures,
    sessions_rescanned: metrics.sessionsRescanned,
    sessions_reused: metrics.sessionsReused,
  };
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** The smallest value that 95 % of all do not exceed. */
function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0);
}
