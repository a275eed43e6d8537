import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureSessions, recordedSessions, writeLarge, writeScaled } from '../support/histories.js';
import { type Rounds, rounds, timed } from '../support/rounds.js';
import { readOnly, scanCold } from '../support/scans.js';
import { median, ratio } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

/**
 * A first scan runs code that the engine has yet to make fast, for some 0.3 s whatever the size of the history; the second
 * size shows what reading and counting cost.
 */
const TEXT_BYTES = { full: [32e6, 260e6], quick: [32e6] };
/** Of a small history, what is done once is the greater part. */
const atMostFor = (bytes: number) => (bytes < 100e6 ? 2 : 1.5);
const LARGE_BYTES = 100_000;
/** Bytes a millisecond that analysis may cost on top of the reading. */
const ANALYSIS_RATE = 100e6 / 1000;

export const coldScan: Trial = {
  name: 'cold',
  about: 'a first scan of everything against only reading the rows',
  async *run({ directory, quick }) {
    const repeats = quick ? 3 : 5;
    const path = join(directory, 'ordinary.db');
    const recorded = await recordedSessions();
    const bytesOnce = await writeScaled(join(directory, 'once.db'), recorded, 1);
    const sizes = quick ? TEXT_BYTES.quick : TEXT_BYTES.full;
    for (const size of sizes) {
      const bytes = await writeScaled(path, recorded, Math.ceil(size / bytesOnce));
      const ordinary = await rounds(
        repeats,
        () => scanCold(path),
        () => readOnly(path),
        timed,
      );
      const megabytes = Math.round(bytes / 1e6);
      yield {
        name: `cold scan / reading, ${megabytes} MB`,
        unit: '×',
        ...ratio(ordinary.candidate, ordinary.floor),
        target: { atMost: atMostFor(size) },
        note: describe(ordinary),
      };
      await rm(path);
    }

    const largePath = join(directory, 'large.db');
    const largeBytes = await writeLarge(largePath, {
      sessions: 10,
      messages: quick ? 30 : 100,
      bytes: LARGE_BYTES,
    });
    const large = await rounds(
      repeats,
      () => scanCold(largePath),
      () => readOnly(largePath, 40),
      timed,
    );
    const allowed = large.floor.map((ms) => ms + largeBytes / ANALYSIS_RATE);
    yield {
      name: 'cold scan, 100 KB messages / (reading + bytes / 100 MB/s)',
      unit: '×',
      ...ratio(large.candidate, allowed),
      target: { atMost: 1 },
      note: `${Math.round(largeBytes / 1e6)} MB: ${describe(large)}`,
    };
  },
};

export const growth: Trial = {
  name: 'growth',
  about: 'time per byte at ten times the history',
  async *run({ directory, quick }) {
    const sessions = await fixtureSessions();
    const [small, big] = [join(directory, 'small.db'), join(directory, 'big.db')];
    const copies = quick ? 10 : 40;
    const smallBytes = await writeScaled(small, sessions, copies);
    const bigBytes = await writeScaled(big, sessions, copies * 10);
    const times = await rounds(
      quick ? 2 : 4,
      () => scanCold(big),
      () => scanCold(small),
      timed,
    );
    const perByte = (list: readonly number[], bytes: number) => list.map((ms) => ms / bytes);
    yield {
      name: 'time per byte at 10× / at 1×',
      unit: '×',
      ...ratio(perByte(times.candidate, bigBytes), perByte(times.floor, smallBytes)),
      target: { atMost: 1.15 },
      note: `${Math.round(smallBytes / 1e6)} MB ${ms(times.floor)}, ${Math.round(bigBytes / 1e6)} MB ${ms(times.candidate)}`,
    };
  },
};

function describe({ candidate, floor }: Rounds): string {
  return `scan ${ms(candidate)} (best ${Math.round(Math.min(...candidate))}), reading ${ms(floor)} (best ${Math.round(Math.min(...floor))})`;
}

function ms(values: readonly number[]): string {
  return `${Math.round(median(values))} ms`;
}
