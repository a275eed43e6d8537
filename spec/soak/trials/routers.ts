import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeHistory } from '../../support/history.js';
import { type App, countsOf, startApp } from '../support/app.js';
import type { Finding } from '../support/finding.js';
import { sessionOf } from '../support/growth.js';
import { leaked, lookAt } from '../support/leaks.js';
import type { Trial } from '../support/trial.js';

const SESSIONS = 80;
/** Megabytes, for all of the routers together: code that is compiled late, and the driver's own caches. */
const MOST_GROWTH = 2;

/** What is under way when a router is closed. */
const BUSY: readonly ((app: App) => Promise<unknown>)[] = [
  async () => {},
  (app) => app.read(),
  (app) => app.rescan(),
  (app) => app.rescan('?full=true'),
  (app) => app.ask('/sessions/s1/badges', 'GET'),
  (app) => app.ask('/reset-state', 'POST'),
  (app) => Promise.all([app.read(), app.rescan('?full=true'), app.read(), app.rescan()]),
];

export const routers: Trial = {
  name: 'routers',
  about: 'hundreds of routers made and closed during anything; two homes in one process',
  atMostMinutes: 20,
  async *run({ quick, directory }) {
    const homes = await Promise.all(
      [0, 1].map(async (number) => {
        const home = join(directory, `home-${number}`);
        await mkdir(home);
        const sessions = Array.from({ length: SESSIONS }, (_, place) => sessionOf(number * 500 + place));
        await writeHistory(join(home, 'state.db'), sessions);
        return home;
      }),
    );
    yield await closeDuringAnything(homes, quick ? 21 : 420);
    yield await liveTogether(homes, quick ? 5 : 50);
  },
};

async function closeDuringAnything(homes: readonly string[], times: number): Promise<Finding> {
  const losses: string[] = [];
  // Code is compiled, pools are filled.
  for (let turn = 0; turn < BUSY.length; turn++) await openAndClose(homes, turn, losses);
  const before = await lookAt();
  for (let turn = 0; turn < times; turn++) await openAndClose(homes, turn, losses);
  const after = await lookAt();
  const grown = after.heap - before.heap;
  if (times > 100 && grown > MOST_GROWTH) losses.push(`the heap grew by ${grown.toFixed(1)} MB`);
  const heap = `heap ${before.heap.toFixed(1)} MB before, ${after.heap.toFixed(1)} MB after`;
  return {
    fault: 'a router closed during anything',
    times,
    losses: [...losses, ...leaked(before, after)],
    note: `${heap}; threads ${after.threads}, files ${after.files}`,
  };
}

async function openAndClose(homes: readonly string[], turn: number, losses: string[]): Promise<void> {
  const home = homes[turn % homes.length] ?? '';
  const app = await startApp({ hermesHome: home, refreshEveryMs: turn % 3 === 0 ? 60_000 : undefined });
  // Whoever is under way may be refused, or cut off; some clients never hear of that.
  const busy = BUSY[turn % BUSY.length]?.(app).catch(() => {});
  await delay(Math.random() * 60);
  const closing = performance.now();
  await app.close();
  if (performance.now() - closing > 10_000) losses.push(`turn ${turn}: closing took more than ten seconds`);
  await Promise.race([busy, delay(1_000)]);
}

/** Both are written to and read in turn: neither shows anything of the other. */
async function liveTogether(homes: readonly string[], times: number): Promise<Finding> {
  const losses: string[] = [];
  const apps = await Promise.all(
    homes.map((home) => startApp({ hermesHome: home, stateDir: join(home, 'together') })),
  );
  const [right = '', other = ''] = await Promise.all(apps.map(async (app) => countsOf(await app.read())));
  if (right === other) losses.push('the two histories count alike: this shows nothing');
  for (let turn = 0; turn < times; turn++) {
    const [one, two] = await Promise.all(apps.map((app) => app.rescan(turn % 2 === 0 ? '?full=true' : '')));
    if (one === undefined || countsOf(one.payload) !== right)
      losses.push(`turn ${turn}: the first is another`);
    if (two === undefined || countsOf(two.payload) !== other)
      losses.push(`turn ${turn}: the second is another`);
  }
  await Promise.all(apps.map((app) => app.close()));
  return { fault: 'two homes in one process', times: 2 * times, losses };
}
