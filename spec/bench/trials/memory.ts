import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { MemoryUse } from '../processes/memory.js';
import type { Figure } from '../support/figure.js';
import { fixtureSessions, writeLarge, writeLongNames, writeScaled } from '../support/histories.js';
import { askProcess } from '../support/process.js';
import { median, range } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

/** A database is that much larger than the texts in it, indexes and the building of them included. */
const DATABASE_FACTOR = 2;

export const memory: Trial = {
  name: 'memory',
  about:
    'peak memory over idle during a first scan, at two history sizes with 50 MB messages, and with names of megabytes',
  async *run({ directory, quick }) {
    for (const megabytes of quick ? [60, 300] : [200, 2_000]) {
      const name = `${megabytes} MB of text`;
      const path = join(directory, 'state.db');
      if (!(await hasRoom(directory, megabytes * 1e6 * DATABASE_FACTOR))) {
        process.stderr.write(`memory: ${name} skipped, the disk is too full\n`);
        continue;
      }
      await writeUpTo(path, megabytes * 1e6);
      yield await measure(name, path, quick || megabytes > 1_000 ? 1 : 3);
      await rm(path);
    }
    const path = join(directory, 'large.db');
    await writeLarge(path, { sessions: 2, messages: 2, bytes: 50e6 });
    yield await measure('messages of 50 MB', path, quick ? 1 : 3);
    const names = join(directory, 'names.db');
    await writeLongNames(names);
    yield await measure('titles, models and tools of megabytes', names, quick ? 1 : 3);
  },
};

async function writeUpTo(path: string, bytes: number): Promise<void> {
  const fixtures = await fixtureSessions();
  const once = await writeScaled(`${path}-once`, fixtures, 1);
  await rm(`${path}-once`);
  await writeScaled(path, fixtures, Math.ceil(bytes / once));
}

async function measure(name: string, path: string, repeats: number): Promise<Figure> {
  const over: number[] = [];
  let idle = 0;
  for (let i = 0; i < repeats; i++) {
    const use = await askProcess<MemoryUse>('memory', path);
    over.push((use.peak - use.idle) / 1e6);
    idle = use.idle / 1e6;
  }
  return {
    name: `peak over idle, ${name}`,
    unit: ' MB',
    value: median(over),
    best: Math.min(...over),
    spread: range(over),
    target: { atMost: 250 },
    note: `idle ${Math.round(idle)} MB`,
  };
}

async function hasRoom(directory: string, bytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize > bytes;
}
