import { join } from 'node:path';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { type App, countsOf, startApp } from '../support/app.js';
import type { Finding } from '../support/finding.js';
import { sessionOf } from '../support/growth.js';
import { type Held, leaked, lookAt, slope } from '../support/leaks.js';
import type { Trial } from '../support/trial.js';

const READERS = 4;
/** A session that grows, so that the history does not: else memory would have a reason to. */
const OPEN_SESSIONS = 40;
/** Megabytes that a thousand reads with their refreshes may add: of a leak, each would add some. */
const MOST_SLOPE = 0.05;

export const longevity: Trial = {
  name: 'longevity',
  about: '100,000 reads and 1,000 refreshes while a writer appends all the time',
  atMostMinutes: 20,
  async *run({ quick, directory }) {
    const reads = quick ? 3_000 : 100_000;
    const refreshes = quick ? 50 : 1_000;
    const databasePath = join(directory, 'state.db');
    await writeHistory(
      databasePath,
      Array.from({ length: OPEN_SESSIONS }, (_, number) => sessionOf(number)),
    );
    const writer = await openWriter(databasePath);
    const stateDir = join(directory, 'state');
    const start = () => startApp({ hermesHome: directory, databasePath, stateDir });
    // Code is compiled, pools are filled: what comes after that is to be flat.
    await warmUp(await start(), writer);

    const before = await lookAt();
    const app = await start();
    const { heaps, losses } = await live(app, writer, { reads, refreshes });
    const last = countsOf((await app.rescan('?full=true')).payload);
    if (countsOf(await app.read()) !== last) losses.push('a read has other counts than the rescan before it');
    await app.close();
    const after = await lookAt();
    await writer.close();
    yield finding({ reads, refreshes, heaps, before, after, losses, quick });
  },
};

async function warmUp(app: App, writer: HistoryWriter): Promise<void> {
  await live(app, writer, { reads: 2_000, refreshes: 30 });
  await app.close();
}

/** Reads and refreshes until there were enough of both; looks at the heap twenty times on the way. */
async function live(
  app: App,
  writer: HistoryWriter,
  { reads, refreshes }: { readonly reads: number; readonly refreshes: number },
) {
  const losses: string[] = [];
  const heaps: [number, number][] = [];
  let done = 0;
  const read = async () => {
    while (done < reads) {
      const mine = done++;
      const { error, achievements } = await app.read();
      if (error !== null || achievements.length !== CATALOG.length) losses.push(`read ${mine}: ${error}`);
      if (mine % Math.ceil(reads / 20) === 0) {
        globalThis.gc?.();
        heaps.push([mine, process.memoryUsage().heapUsed / 1024 / 1024]);
      }
    }
  };
  const refresh = async () => {
    for (let round = 0; round < refreshes; round++) {
      await writer.append(`s${round % OPEN_SESSIONS}`, [{ role: 'user', content: `claude ${round}` }]);
      await writer.exec(`DELETE FROM messages WHERE id IN
        (SELECT id FROM messages WHERE content LIKE 'claude%' ORDER BY id LIMIT max(0, (SELECT count(*) FROM messages) - 400))`);
      const { status } = await app.rescan();
      if (status !== 200) losses.push(`refresh ${round}: ${status}`);
    }
  };
  await Promise.all([refresh(), ...Array.from({ length: READERS }, read)]);
  return { losses, heaps };
}

function finding(made: {
  readonly reads: number;
  readonly refreshes: number;
  readonly heaps: readonly (readonly [number, number])[];
  readonly before: Held;
  readonly after: Held;
  readonly losses: readonly string[];
  readonly quick: boolean;
}): Finding {
  const { reads, refreshes, heaps, before, after, losses, quick } = made;
  // The first ones still see what starting takes.
  const rise = slope(heaps.slice(Math.floor(heaps.length / 4)));
  const grows =
    !quick && rise > MOST_SLOPE ? [`the heap grows by ${rise.toFixed(3)} MB a thousand reads`] : [];
  const heap = `${before.heap.toFixed(1)} MB before, ${after.heap.toFixed(1)} MB after`;
  return {
    fault: `${reads} reads, ${refreshes} refreshes`,
    times: reads + refreshes,
    losses: [...losses, ...grows, ...leaked(before, after)],
    note: `heap ${heap}; ${rise.toFixed(3)} MB a thousand reads; threads ${after.threads}, files ${after.files}`,
  };
}
