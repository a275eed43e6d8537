import { expect } from 'chai';
import { createTelemetry, wireMetrics } from '#src/telemetry.js';

describe('Numbers about ourselves', () => {
  const NONE = {
    scanCount: 0,
    scanDurationMs: { avg: 0, p95: 0 },
    dedupeHits: 0,
    staleServed: 0,
    failures: 0,
    sessionsRescanned: 0,
    sessionsReused: 0,
  };

  it('are all zero at first', () => {
    expect(createTelemetry().metrics()).to.deep.equal(NONE);
  });

  it('add up, each on its own', () => {
    const telemetry = createTelemetry();
    telemetry.scanned({ durationMs: 10, rescanned: 3, reused: 4 });
    telemetry.scanned({ durationMs: 21, rescanned: 1, reused: 6 });
    telemetry.joined();
    telemetry.servedStale();
    telemetry.servedStale();
    for (let failure = 0; failure < 3; failure++) telemetry.failed();
    expect(telemetry.metrics()).to.deep.equal({
      scanCount: 2,
      scanDurationMs: { avg: 16, p95: 21 },
      dedupeHits: 1,
      staleServed: 2,
      failures: 3,
      sessionsRescanned: 4,
      sessionsReused: 10,
    });
  });

  it('are handed out as they are at that moment', () => {
    const telemetry = createTelemetry();
    const before = telemetry.metrics();
    telemetry.failed();
    expect(before).to.deep.equal(NONE);
  });

  it('say how long nineteen of twenty scans take at most', () => {
    const telemetry = createTelemetry();
    for (let ms = 100; ms >= 1; ms--) telemetry.scanned({ durationMs: ms, rescanned: 0, reused: 0 });
    expect(telemetry.metrics().scanDurationMs).to.deep.equal({ avg: 51, p95: 95 });
  });

  it('remember how long the last hundred scans took', () => {
    const telemetry = createTelemetry();
    for (let scan = 0; scan < 50; scan++) telemetry.scanned({ durationMs: 9_999, rescanned: 0, reused: 0 });
    for (let scan = 0; scan < 100; scan++) telemetry.scanned({ durationMs: 7.4, rescanned: 0, reused: 0 });
    expect(telemetry.metrics()).to.deep.include({ scanCount: 150, scanDurationMs: { avg: 7, p95: 7 } });
  });

  it('go over the wire in snake_case', () => {
    const metrics = {
      scanCount: 1,
      scanDurationMs: { avg: 2, p95: 3 },
      dedupeHits: 4,
      staleServed: 5,
      failures: 6,
      sessionsRescanned: 7,
      sessionsReused: 8,
    };
    expect(wireMetrics(metrics)).to.deep.equal({
      scan_count: 1,
      scan_duration_ms: { avg: 2, p95: 3 },
      dedupe_hits: 4,
      stale_served: 5,
      failures: 6,
      sessions_rescanned: 7,
      sessions_reused: 8,
    });
  });
});
