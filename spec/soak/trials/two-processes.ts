import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Payload } from '#src/payload.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { readTrace, SharingHost } from '../../support/sharing-hosts.js';
import { sessionOf } from '../support/growth.js';
import type { Trial } from '../support/trial.js';
import { Promised, unlocksOf } from '../support/unlocks.js';

const APPEND_EVERY_MS = 40;
const KILL_EVERY_MS = 2_500;
/** From the moment at which the one that scans is killed. */
const BACK_WITHIN_MS = 2_000;

/** What became of everything so far. */
interface Record {
  readonly promised: Promised;
  readonly losses: string[];
  readonly waits: number[];
  answers: number;
}

export const twoProcesses: Trial = {
  name: 'two-processes',
  about: 'two hosts on one state directory are rescanned all the time; then one is killed again and again',
  atMostMinutes: 5,
  async *run({ quick, directory }) {
    const databasePath = join(directory, 'state.db');
    const stateDir = join(directory, 'state');
    const trace = join(directory, 'trace');
    await mkdir(stateDir);
    await writeHistory(databasePath, [sessionOf(0)]);
    const writer = await openWriter(databasePath);
    const start = () =>
      SharingHost.start({
        options: { hermesHome: directory, databasePath, stateDir, ttlMs: 1_000 },
        trace,
        hangs: false,
      });
    const record: Record = { promised: new Promised(), losses: [], waits: [], answers: 0 };
    const hosts = await Promise.all([start(), start()]);

    await whileItGrows(writer, quick ? 5_000 : 60_000, (isOver) =>
      Promise.all(hosts.flatMap((host) => [rescans(host, record, isOver), reads(host, record, isOver)])),
    );
    record.losses.push(
      ...record.promised.missingIn(await unlocksOf(join(stateDir, 'state.json')), 'at the end'),
    );
    const { begun, byWhom, overlaps } = await readTrace(trace);
    yield {
      fault: 'two processes under load, scans at the same time',
      times: begun,
      losses: [...overlaps, ...record.losses],
      note: `${[...byWhom.values()].join(' and ')} scans, ${record.answers} answers, ${record.promised.size} unlocks; a rescan took ${Math.round(Math.max(...record.waits))} ms at most`,
    };

    yield await killings(hosts, { start, trace, stateDir, record, writer, quick });
    await Promise.all(hosts.map((host) => host.kill()));
    await writer.close();
  },
};

/** The history goes on until the work is done, which is told when it is time for that. */
async function whileItGrows<T>(
  writer: HistoryWriter,
  forMs: number,
  work: (isOver: () => boolean) => Promise<T>,
): Promise<T> {
  const end = performance.now() + forMs;
  const isOver = (): boolean => performance.now() > end;
  const grow = async () => {
    for (let number = 1; !isOver(); number++) {
      await writer.run('DELETE FROM sessions WHERE id = ?', `s${number}`);
      await writer.addSession(sessionOf(number));
      if (number % 3 === 0) await writer.deleteSession(`s${Math.floor(Math.random() * number)}`);
      await delay(APPEND_EVERY_MS);
    }
  };
  const [result] = await Promise.all([work(isOver), grow()]);
  return result;
}

async function rescans(host: SharingHost, record: Record, isOver: () => boolean): Promise<void> {
  for (let number = 0; !isOver(); number++) {
    const began = performance.now();
    const { status, body } = await host.ask(number % 20 === 19 ? '/rescan?full=true' : '/rescan', 'POST');
    record.waits.push(performance.now() - began);
    if (status !== 200) record.losses.push(`a rescan was answered with ${status}`);
    else take(record, body);
  }
}

async function reads(host: SharingHost, record: Record, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const { body } = await host.ask('/achievements');
    if (body.error !== null) record.losses.push(`a read says: ${body.error}`);
    record.answers++;
    await delay(5);
  }
}

function take(record: Record, body: Payload): void {
  record.answers++;
  const shown = body.achievements.flatMap(({ id, tier, unlocked_at }) =>
    unlocked_at ? [{ id, tier, unlocked_at }] : [],
  );
  record.promised.add(shown);
}

interface Killing {
  readonly start: () => Promise<SharingHost>;
  readonly trace: string;
  readonly stateDir: string;
  readonly record: Record;
  readonly writer: HistoryWriter;
  readonly quick: boolean;
}

/** One of two that rescan all the time is killed: the other goes on. */
async function killings(hosts: SharingHost[], { start, trace, stateDir, record, writer, quick }: Killing) {
  const losses: string[] = [];
  const backAfterMs: number[] = [];
  const killed: number[] = [];
  const times = quick ? 3 : 20;
  await whileItGrows(writer, times * KILL_EVERY_MS, async () => {
    for (let kill = 0; kill < times; kill++) {
      const [victim, other] = kill % 2 === 0 ? [hosts[0], hosts[1]] : [hosts[1], hosts[0]];
      if (victim === undefined || other === undefined) throw new Error('there are two');
      const hopeless = rescans(victim, { ...record, losses: [] }, () => false).catch(() => {});
      await delay(100 + Math.random() * 400);
      const asked = other.ask('/rescan?full=true', 'POST');
      killed.push(victim.child.pid ?? 0);
      await victim.kill();
      const began = performance.now();
      const { status, body } = await asked;
      backAfterMs.push(performance.now() - began);
      await hopeless;
      if (status === 200) take(record, body);
      else losses.push(`after kill ${kill}: a rescan was answered with ${status}`);
      if ((backAfterMs.at(-1) ?? 0) > BACK_WITHIN_MS) losses.push(`after kill ${kill}: it took too long`);
      const kept = await unlocksOf(join(stateDir, 'state.json'));
      losses.push(...record.promised.missingIn(kept, `after kill ${kill}`));
      hosts[kill % 2] = await start();
    }
  });
  const { overlaps } = await readTrace(trace, killed);
  return {
    fault: 'SIGKILL of one of two that scan all the time',
    times,
    losses: [...losses, ...overlaps],
    backAfterMs,
    note: 'until a full rescan of the other is through',
  };
}
