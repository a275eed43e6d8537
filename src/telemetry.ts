/** Numbers about ourselves since the router was created, as `/scan-status` shows them. */
export interface Metrics {
  /** Scans that succeeded. */
  readonly scan_count: number;
  /** Of the last hundred scans that succeeded; 0 before the first. */
  readonly scan_duration_ms: { readonly avg: number; readonly p95: number };
  /** Requests that joined a scan that was running already. */
  readonly dedupe_hits: number;
  /** Reads answered from a snapshot that was past its time. */
  readonly stale_served: number;
  /** Scans that failed. */
  readonly failures: number;
  readonly sessions_rescanned: number;
  readonly sessions_reused: number;
}

export interface Telemetry {
  scanned(numbers: { durationMs: number; rescanned: number; reused: number }): void;
  joined(): void;
  servedStale(): void;
  failed(): void;
  metrics(): Metrics;
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
      scan_count: counts.scans,
      scan_duration_ms: { avg: average(durations), p95: percentile95(durations) },
      dedupe_hits: counts.joined,
      stale_served: counts.stale,
      failures: counts.failures,
      sessions_rescanned: counts.rescanned,
      sessions_reused: counts.reused,
    }),
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
