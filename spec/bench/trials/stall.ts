import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stall } from '../processes/stall.js';
import { fixtureSessions, writeScaled } from '../support/histories.js';
import { askProcess } from '../support/process.js';
import { median, range } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

export const stall: Trial = {
  name: 'stall',
  about: 'how long a first scan of 10,000 sessions, its merging and saving hold up the main thread',
  async *run({ directory, quick }) {
    const path = join(directory, 'state.db');
    const fixtures = await fixtureSessions();
    await writeScaled(path, fixtures, 10_000 / fixtures.length);
    const scan: number[] = [];
    const read: number[] = [];
    for (let round = 0; round < (quick ? 2 : 5); round++) {
      await rm(join(directory, 'state'), { recursive: true, force: true });
      scan.push((await askProcess<Stall>('stall', path, 'scan')).longestMs);
      read.push((await askProcess<Stall>('stall', path, 'read')).longestMs);
    }
    yield {
      name: 'longest stall, 10000 sessions',
      unit: ' ms',
      value: median(scan),
      best: Math.min(...scan),
      spread: range(scan),
      target: { atMost: 25 },
      note: `while only reading: ${median(read).toFixed(1)} ms (${range(read).from.toFixed(1)}–${range(read).to.toFixed(1)})`,
    };
  },
};
