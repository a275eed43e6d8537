import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Payload } from '#src/payload.js';
import { median } from '../../bench/support/statistics.js';
import { childrenOf } from '../../bench/support/usage.js';
import { checkpointIn } from '../../support/checkpoint.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { type App, countsOf, startApp, unlockedIn } from '../support/app.js';
import { sessionOf } from '../support/growth.js';
import type { Trial } from '../support/trial.js';
import { Promised } from '../support/unlocks.js';

const SESSIONS = 200;
/** What the user is told. */
const CLEAR_WORDS = /^The scanning process was ended from outside \(SIGKILL\)\./;

/** What became of everything so far. */
interface Record {
  readonly app: App;
  readonly writer: HistoryWriter;
  readonly stateDir: string;
  readonly promised: Promised;
  readonly losses: string[];
  readonly backAfterMs: number[];
  /** How long scans take, in milliseconds. */
  readonly scans: number[];
  failed: number;
}

export const scanProcessKills: Trial = {
  name: 'scan-process',
  about: 'SIGKILL of the process of the scan at any moment of its life, while its host goes on',
  atMostMinutes: 20,
  async *run({ quick, directory }) {
    const databasePath = join(directory, 'state.db');
    const stateDir = join(directory, 'state');
    await writeHistory(
      databasePath,
      Array.from({ length: SESSIONS }, (_, number) => sessionOf(number)),
    );
    const writer = await openWriter(databasePath);
    const app = await startApp({ hermesHome: directory, databasePath, stateDir });
    const record: Record = {
      app,
      writer,
      stateDir,
      promised: new Promised(),
      losses: [],
      backAfterMs: [],
      scans: [],
      failed: 0,
    };
    const times = quick ? 20 : 300;
    for (let kill = -1; kill < times; kill++) await scanAndKill(record, kill);
    const last = countsOf(await app.read());
    if (countsOf((await app.rescan('?full=true')).payload) !== last)
      record.losses.push('counting everything anew tells something else');
    await app.close();
    await writer.close();
    const left = childrenOf(process.pid) ?? [];
    if (left.length > 0) record.losses.push(`${left.length} processes are left after closing`);
    yield {
      fault: 'SIGKILL of the process of the scan',
      times,
      losses: record.losses,
      backAfterMs: record.backAfterMs,
      note: `${record.failed} scans failed, the others were through; ${record.promised.size} unlocks`,
    };
  },
};

/** @param kill below 0: nobody is killed */
async function scanAndKill(record: Record, kill: number): Promise<void> {
  const { app, writer, stateDir, promised, losses, scans } = record;
  const lost = (what: string) => losses.push(`kill ${kill}: ${what}`);
  await writer.addSession(sessionOf(SESSIONS + kill + 1));
  if (kill % 3 === 0) await writer.deleteSession(`s${kill}`);
  const scan = app.rescan(kill % 2 === 0 ? '?full=true' : '');
  if (kill >= 0) {
    await delay(Math.random() * 1.2 * median(scans));
    // Nobody else's: this process starts no others.
    for (const child of childrenOf(process.pid) ?? []) process.kill(child, 'SIGKILL');
  }
  const { status } = await scan;
  const shown = await app.read();
  losses.push(...promised.missingIn(unlockedIn(shown), `kill ${kill}: meanwhile`));
  if (status !== 200) failed(record, kill, shown);
  let began = performance.now();
  let next = await app.rescan();
  if (next.status !== 200 && status === 200 && kill >= 0) {
    // It was idle when it was killed, and that had yet to be noticed.
    failed(record, kill, await app.read());
    began = performance.now();
    next = await app.rescan();
  }
  const took = performance.now() - began;
  if (next.status !== 200 || next.payload.error !== null) {
    lost(`not right again: ${next.status} ${next.payload.error}`);
    return;
  }
  if (kill >= 0) record.backAfterMs.push(took);
  scans.push(took);
  promised.add(unlockedIn(next.payload));
  if (kill % 10 === 0 && countsOf((await app.rescan('?full=true')).payload) !== countsOf(next.payload))
    lost('counting everything anew tells something else');
  await checkpointIn(stateDir).catch((error: unknown) => lost(`the checkpoint: ${error}`));
}

/** A kill costs one scan at most, and a reader hears why. */
function failed(record: Record, kill: number, { is_stale, error }: Payload): void {
  record.failed++;
  if (!is_stale || !CLEAR_WORDS.test(error ?? '')) record.losses.push(`kill ${kill}: a read says: ${error}`);
}
