import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { decodeSnapshot } from '#src/state/snapshot-file.js';
import { childrenOf, isAlive } from '../../bench/support/usage.js';
import { checkpointIn } from '../../support/checkpoint.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { deferred } from '../../support/scanning.js';
import { sessionOf } from '../support/growth.js';
import type { Trial } from '../support/trial.js';
import { Promised, type Told, unlocksOf } from '../support/unlocks.js';

const HOST = fileURLToPath(new URL('../processes/host.js', import.meta.url));
const LANES = 3;
/** The process of a scan ends by itself when its host is gone; a long query is cut off two seconds after that. */
const ORPHANS_END_MS = 10_000;
/** After the first answer; before it, a start takes about as long. */
const LONGEST_LIFE_MS = 400;
const APPEND_EVERY_MS = 15;

/** One home, and all that was promised of it. */
interface Lane {
  readonly stateDir: string;
  readonly options: string;
  readonly writer: HistoryWriter;
  readonly promised: Promised;
  readonly losses: string[];
  readonly backAfterMs: number[];
  sessions: number;
  /** How many processes of scans were there when their host was killed. */
  orphans: number;
}

export const kills: Trial = {
  name: 'kills',
  about: 'SIGKILL at any moment, while the history grows and loses sessions that unlocked something',
  atMostMinutes: 20,
  async *run({ quick, directory }) {
    const times = quick ? 5 : 110;
    const lanes = await Promise.all(
      Array.from({ length: LANES }, async (_, number) => {
        const lane = await laneIn(join(directory, `home-${number}`));
        for (let kill = 0; kill < times; kill++) await liveAndDie(lane, kill);
        await lane.writer.close();
        return lane;
      }),
    );
    const sum = (of: (lane: Lane) => number) => lanes.reduce((total, lane) => total + of(lane), 0);
    yield {
      fault: 'SIGKILL of the host at a random moment',
      times: LANES * times,
      losses: lanes.flatMap(({ losses }) => losses),
      backAfterMs: lanes.flatMap(({ backAfterMs }) => backAfterMs),
      note: `start included; ${sum(({ sessions }) => sessions)} sessions, ${sum(({ promised }) => promised.size)} unlocks; ${sum(({ orphans }) => orphans)} processes of scans ended with their hosts`,
    };
  },
};

async function laneIn(home: string): Promise<Lane> {
  const databasePath = join(home, 'state.db');
  const stateDir = join(home, 'state');
  await mkdir(home);
  await writeHistory(databasePath, [sessionOf(0)]);
  return {
    stateDir,
    options: JSON.stringify({ hermesHome: home, databasePath, stateDir }),
    writer: await openWriter(databasePath),
    promised: new Promised(),
    losses: [],
    backAfterMs: [],
    sessions: 1,
    orphans: 0,
  };
}

/**
 * A host is started, the history goes on, the host is killed: before its first answer or some time after. Now and then there
 * is another one beside it, which ends with it.
 */
async function liveAndDie(lane: Lane, kill: number): Promise<void> {
  const began = performance.now();
  const host = start(lane);
  const others = kill % 3 === 2 ? [start(lane)] : [];
  // What it showed first may be older than what the other has promised meanwhile.
  const alsoTold = others.map(({ child }) => listen(lane, child, { isFirst: false, isBack() {} }));
  const isBack = () => lane.backAfterMs.push(performance.now() - began);
  const listening = listen(lane, host.child, { isFirst: true, isBack });
  if (kill % 4 === 0) await Promise.race([listening.first, host.ended]);
  // Once something was saved, so that there is something to lose.
  if (kill % 4 === 1 || kill % 4 === 2) await Promise.race([listening.saved, host.ended]);
  const until = performance.now() + Math.random() * LONGEST_LIFE_MS;
  while (performance.now() < until) {
    await goOn(lane);
    await delay(APPEND_EVERY_MS);
  }
  const scanning = [host, ...others].flatMap(({ child }) => childrenOf(child.pid ?? 0) ?? []);
  for (const { child, ended } of [host, ...others]) {
    child.kill('SIGKILL');
    const [, signal] = await ended;
    if (signal !== 'SIGKILL') lane.losses.push(`kill ${kill}: the host had ended before`);
  }
  await Promise.all([listening, ...alsoTold].map(({ all }) => all));
  await noneIsLeft(lane, scanning, `after kill ${kill}`);
  await check(lane, `after kill ${kill}`);
}

function start({ options }: Lane) {
  const child = spawn(process.execPath, [HOST, options], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, ended: once(child, 'exit') };
}

async function noneIsLeft(lane: Lane, processes: readonly number[], when: string): Promise<void> {
  const until = performance.now() + ORPHANS_END_MS;
  while (processes.some(isAlive) && performance.now() < until) await delay(10);
  const left = processes.filter(isAlive).length;
  lane.orphans += processes.length;
  if (left > 0) lane.losses.push(`${when}: ${left} processes of scans are left`);
}

/** A session more; now and then a session less, so that no scan finds again what it once unlocked. */
async function goOn(lane: Lane): Promise<void> {
  await lane.writer.addSession(sessionOf(lane.sessions++));
  if (Math.random() < 0.3) await lane.writer.deleteSession(`s${Math.floor(Math.random() * lane.sessions)}`);
}

interface Hearing {
  /** Whether its first answer has to show all that was promised. */
  readonly isFirst: boolean;
  readonly isBack: () => void;
}

function listen(lane: Lane, { stdout }: ChildProcess, { isFirst, isBack }: Hearing) {
  if (stdout === null) throw new Error('no pipe');
  const first = deferred<void>();
  const saved = deferred<void>();
  const hear = async () => {
    let lines = 0;
    for await (const line of createInterface({ input: stdout })) {
      const told = parse(line);
      if (told === undefined) break;
      const { error, unlocks } = told;
      if (lines++ === 0) {
        if (isFirst) lane.losses.push(...lane.promised.missingIn(unlocks, 'in the first answer'));
        if (error !== null) lane.losses.push(`the first answer says: ${error}`);
        isBack();
        first.resolve();
      } else saved.resolve();
      lane.promised.add(unlocks);
    }
  };
  return { first: first.promise, saved: saved.promise, all: hear() };
}

/** Undefined for a line in the middle of which the host was killed. */
function parse(line: string): Told | undefined {
  try {
    const told: Told = JSON.parse(line);
    return told;
  } catch {
    return undefined;
  }
}

/** Every file is whole, and what was promised is in `state.json`. */
async function check({ stateDir, promised, losses }: Lane, when: string): Promise<void> {
  try {
    const unlocks = await unlocksOf(join(stateDir, 'state.json'));
    losses.push(...promised.missingIn(unlocks, `in state.json, ${when}`));
    promised.add(unlocks);
  } catch (error) {
    losses.push(`${when}: ${error}`);
  }
  const snapshot = await readFile(join(stateDir, 'scan_snapshot.json'), 'utf8').catch(() => undefined);
  if (snapshot !== undefined && decodeSnapshot(snapshot) === undefined)
    losses.push(`${when}: the snapshot is not whole`);
  await checkpointIn(stateDir).catch((error: unknown) => losses.push(`${when}: the checkpoint: ${error}`));
  const names = await readdir(stateDir).catch(() => []);
  losses.push(...names.filter((name) => name.includes('corrupt')).map((name) => `${when}: ${name}`));
}
