import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stall } from '../processes/stall.js';
import { writeHermesHistory } from '../support/hermes-history.js';
import { askProcess } from '../support/process.js';
import { median, range } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

export const stall: Trial = {
  name: 'stall',
  about: 'how long a first scan, its progress, report and saving hold up the main thread',
  async *run({ directory, quick }) {
    const path = join(directory, 'state.db');
    for (const sessions of quick ? [8_000] : [8_000, 45_000]) {
      await writeHermesHistory(path, sessions);
      const scan: number[] = [];
      const read: number[] = [];
      for (let round = 0; round < (quick ? 2 : 5); round++) {
        await rm(join(directory, 'state'), { recursive: true, force: true });
        scan.push((await askProcess<Stall>('stall', path, 'scan')).longestMs);
        read.push((await askProcess<Stall>('stall', path, 'read')).longestMs);
      }
      await rm(path);
      yield {
        name: `longest stall, ${sessions} sessions read for the first time`,
        unit: ' ms',
        value: median(scan),
        best: Math.min(...scan),
        spread: range(scan),
        target: { atMost: 25 },
        note: `while another thread only reads: ${median(read).toFixed(1)} ms (${range(read).from.toFixed(1)}–${range(read).to.toFixed(1)})`,
      };
    }
  },
};
