import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from '../support/figure.js';
import { Floor } from '../support/floor.js';
import { writeHermesHistory } from '../support/hermes-history.js';
import { Host } from '../support/host.js';
import { Peak } from '../support/peak.js';
import { type Change, type Refreshed, Refreshes } from '../support/refreshes.js';
import { timed } from '../support/rounds.js';
import { median, range, ratio } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

const MEGABYTE = 1e6;
/** Of a shorter list, what comes before and after it is the greater part, and each page is a share of its own. */
const FEWEST_JUDGED = 5_000;

interface History {
  readonly name: string;
  readonly sessions: number;
  readonly oneDay?: boolean;
}

const QUICK: readonly History[] = [{ name: '1000 sessions', sessions: 1_000 }];
const FULL: readonly History[] = [
  { name: '8000 sessions', sessions: 8_000 },
  { name: '45000 sessions', sessions: 45_000 },
  { name: '45000 of one day', sessions: 45_000, oneDay: true },
  { name: '90000 sessions', sessions: 90_000 },
];

export const refresh: Trial = {
  name: 'refresh',
  about:
    'POST /rescan with nothing changed, something else changed, one session changed: time, bytes, memory',
  async *run({ directory, quick }) {
    const floor = await Floor.start();
    for (const history of quick ? QUICK : FULL) {
      const home = join(directory, history.name);
      await mkdir(home);
      yield* measure(history, home, floor, quick ? 5 : 9);
      await rm(home, { recursive: true });
    }
    floor.close();
  },
};

async function* measure(
  { name, sessions, oneDay }: History,
  home: string,
  floor: Floor,
  times: number,
): AsyncGenerator<Figure> {
  const path = join(home, 'state.db');
  const session = await writeHermesHistory(path, sessions, oneDay);
  const judged = sessions >= FEWEST_JUDGED;
  const host = await Host.start(path);
  const memory = await Peak.over(host);
  await host.rescan();
  const afterFull = memory?.now();
  const refreshes = await Refreshes.of({ host, floor, path, session });

  const untouched = await refreshes.run('nothing', 'kept', times);
  yield {
    name: `${name}: no change`,
    unit: ' ms',
    ...valuesOf(untouched.ms),
    target: { atMost: 10 },
  };
  let rewritten = untouched.files;
  for (const [what, change, process] of RUNS) {
    const done = await refreshes.run(change, process, times);
    const label = `${name}: ${what}`;
    yield {
      name: `${label} / grouping query`,
      unit: '×',
      ...ratio(done.ms, done.rows),
      target: judged ? { atMost: 3 } : undefined,
      note: `${ms(done.ms)}, query ${ms(done.rows)}; counted inside SQLite ${ms(done.inside)}: ${ratio(done.ms, done.inside).value.toFixed(1)} ×`,
    };
    yield* bytes(label, done, judged);
    if (change !== 'message') rewritten = Math.max(rewritten, done.files);
  }
  yield { name: `${name}: files rewritten without news`, unit: '', value: rewritten, target: { atMost: 0 } };

  if (memory !== undefined && afterFull !== undefined) {
    yield {
      name: `${name}: over idle right after a full scan`,
      unit: ' MB',
      value: afterFull / MEGABYTE,
      target: { atMost: 150 },
      note: `idle ${Math.round(memory.idle / MEGABYTE)} MB`,
    };
    const peaks: number[] = [];
    for (const process of ['new', 'kept', 'kept', 'new', 'kept'] as const)
      peaks.push((await memory.during(() => refreshes.once('message', process))) / MEGABYTE);
    yield {
      name: `${name}: over idle during refreshes`,
      unit: ' MB',
      ...valuesOf(peaks),
      target: { atMost: 150 },
    };
  }
  await host.close();
  yield await badgesAfterRestart(name, path, session, judged);
  await refreshes.close();
}

const RUNS: readonly (readonly [what: string, change: Change, process: 'kept' | 'new'])[] = [
  ['change elsewhere', 'elsewhere', 'kept'],
  ['heartbeat', 'heartbeat', 'kept'],
  ['heartbeat, new process', 'heartbeat', 'new'],
  ['one message', 'message', 'kept'],
  ['one message, new process', 'message', 'new'],
];

function* bytes(label: string, { read, written }: Refreshed, judged: boolean): Generator<Figure> {
  if (read.length > 0)
    yield {
      name: `${label}: read, of the database`,
      unit: ' %',
      ...valuesOf(read.map((share) => share * 100)),
      target: judged ? { atMost: 15 } : undefined,
    };
  if (Math.max(...written) > 0)
    yield {
      name: `${label}: written, of the checkpoint`,
      unit: ' %',
      ...valuesOf(written.map((share) => share * 100)),
      target: judged ? { atMost: 5 } : undefined,
    };
}

async function badgesAfterRestart(
  name: string,
  path: string,
  session: string,
  judged: boolean,
): Promise<Figure> {
  const times: number[] = [];
  for (let restart = 0; restart < 3; restart++) {
    const host = await Host.start(path);
    times.push(await timed(() => host.ask(`/sessions/${encodeURIComponent(session)}/badges`)));
    await host.close();
  }
  return {
    name: `${name}: badges of one session after a restart`,
    unit: ' ms',
    ...valuesOf(times),
    target: judged ? { atMost: 300 } : undefined,
  };
}

function valuesOf(values: readonly number[]): Pick<Figure, 'value' | 'best' | 'spread'> {
  return { value: median(values), best: Math.min(...values), spread: range(values) };
}

function ms(values: readonly number[]): string {
  return `${Math.round(median(values))} ms`;
}
