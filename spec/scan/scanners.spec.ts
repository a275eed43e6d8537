import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { CONTROL } from '#src/scan/control.js';
import { guardExit, requestStop } from '#src/scan/exit-guard.js';
import type { ScanReport, Watch } from '#src/scan/job.js';
import { createLocalScanner } from '#src/scan/local-scanner.js';
import type { RunningScan, Scanner } from '#src/scan/scanner.js';
import { startProcess } from '#src/scan/start-process.js';
import { startThread } from '#src/scan/thread-worker.js';
import { createWorkerScanner } from '#src/scan/worker-scanner.js';
import { createMemorySource } from '#src/source/memory-source.js';
import { createSqliteSource } from '#src/source/sqlite-source.js';
import type { SessionSource } from '#src/types.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { utc } from '../support/records.js';
import { rejection } from '../support/rejection.js';

const T = 1_790_000_000;
const SILENT: Watch = { progress() {}, partial() {} };
const JOB = { full: false, checkpoint: { path: '/nowhere/scan_checkpoint.json' } };

/** A history that takes a while. */
const SESSIONS = Array.from({ length: 300 }, (_, index) => ({
  id: `s${index}`,
  started_at: T + index,
  messages: Array.from({ length: 10 }, () => ({ content: 'traceback in the docker container '.repeat(30) })),
}));

async function reportOf(running: RunningScan): Promise<ScanReport> {
  return (await running.report) ?? expect.fail('nothing was looked at');
}

describe('Scanners', () => {
  const home = temporaryHome();

  const processScanner = () => createWorkerScanner(home().databasePath, () => startProcess());
  const threadScanner = () => createWorkerScanner(home().databasePath, async () => startThread());
  const kinds: readonly [name: string, create: () => Scanner][] = [
    ['in a process of its own', processScanner],
    ['in a thread of its own', threadScanner],
    ['on the main thread', () => createLocalScanner(createSqliteSource(home()))],
    ['in a thread of its own', () => createWorkerScanner(home().databasePath, 'UTC')],
    ['on the main thread', () => createLocalScanner(createSqliteSource(home()), utc)],
  ];

  it('in a thread of their own count by the zone that they are told', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    const nights = async (timeZone: string) => {
      const { aggregate } = await reportOf(
        createWorkerScanner(home().databasePath, timeZone).start(JOB, SILENT),
      );
      return aggregate.values.night_sessions;
    };
    // All of them begin after 14:13 UTC.
    expect([await nights('UTC'), await nights('Asia/Tokyo'), await nights('NOON2')]).to.deep.equal([
      0, 300, 0,
    ]);
    expect(await nights('LATE-9')).to.equal(300);
  });

  for (const [name, create] of kinds) {
    describe(name, () => {
      it('scan, and tell how far they are', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const told: [number, number][] = [];
        const watch = {
          ...SILENT,
          progress: (scanned: number, total: number) => told.push([scanned, total]),
        };
        const { checkpoint, ...report } = await reportOf(create().start(JOB, watch));
        expect(report).to.include({ mode: 'full', sessions: 300, rescanned: 300, messagesScanned: 3_000 });
        expect(report.aggregate.values).to.include({ traceback_events: 90_000 });
        expect(checkpoint).to.be.instanceOf(Uint8Array);
        expect(told[0]).to.deep.equal([0, 300]);
        expect(told.at(-1)).to.deep.equal([300, 300]);
      });

      it('go on from a checkpoint, and hand out what it holds', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const scanner = create();
        const { checkpoint: bytes } = await reportOf(scanner.start(JOB, SILENT));
        if (bytes === undefined) return expect.fail('no checkpoint');
        const again = await scanner.start({ full: false, checkpoint: { bytes } }, SILENT).report;
        expect(again).to.include({
          mode: 'incremental',
          reused: 300,
          messagesScanned: 0,
          checkpoint: undefined,
        });
        const records = await scanner.records({ bytes });
        expect(records.size).to.equal(300);
        expect(records.get('s7')).to.deep.include({ id: 's7', startedAt: T + 7 });
        expect(records.get('s7')?.contribution.counters).to.include({ traceback_events: 300 });
        expect((await scanner.records(JOB.checkpoint)).size).to.equal(0);
      });

      it('stop when they are asked to, at once or in the middle, and not after the end', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const atOnce = create().start(JOB, SILENT);
        atOnce.stop();
        await rejection(atOnce.report, 'ERR_ACHIEVEMENTS_CLOSED');

        let asked = false;
        const inTheMiddle = create().start(JOB, {
          ...SILENT,
          progress() {
            asked = true;
            inTheMiddle.stop();
          },
        });
        await rejection(inTheMiddle.report, 'ERR_ACHIEVEMENTS_CLOSED');
        expect(asked).to.equal(true);

        const done = create().start(JOB, SILENT);
        const report = await reportOf(done);
        done.stop();
        expect(report.sessions).to.equal(300);
      });

      it('tell what went wrong, with its cause for the log', async () => {
        await writeFile(home().databasePath, 'Dear diary, '.repeat(100));
        const { message, cause } = await rejection(
          create().start(JOB, SILENT).report,
          'ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE',
        );
        expect(message).to.match(/is not an SQLite database/);
        expect(String(cause)).to.match(/SQLITE_NOTADB/);
      });
    });
  }

  it('find the same, wherever they run', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    const [one, ...others] = await Promise.all(
      kinds.map(async ([, create]) => {
        const { checkpoint: _, ...report } = await reportOf(create().start(JOB, SILENT));
        return report;
      }),
    );
    expect(others).to.deep.equal([one, one]);
  });

  describe('in a thread of its own', () => {
    it('listen for the end of the process while they scan, and no longer', async () => {
      await writeHistory(home().databasePath, SESSIONS);
      const before = process.listenerCount('exit');
      const scanner = threadScanner();
      let during = 0;
      await scanner.start(JOB, {
        ...SILENT,
        progress() {
          during = process.listenerCount('exit');
        },
      }).report;
      expect(during).to.equal(before + 1);
      const scanner = createWorkerScanner(home().databasePath, 'UTC');
      const { report } = scanner.start(JOB, SILENT);
      expect(process.listenerCount('exit')).to.equal(before + 1);
      await report;
      expect(process.listenerCount('exit')).to.equal(before);
      await writeFile(home().databasePath, '');
      await rejection(scanner.start(JOB, SILENT).report, 'ERR_ACHIEVEMENTS_DATABASE_EMPTY');
      expect(process.listenerCount('exit')).to.equal(before);
    });

    it('know their place and how it looks', async () => {
      const scanner = threadScanner();
      const scanner = createWorkerScanner(home().databasePath, 'UTC');
      expect(await scanner.place()).to.match(/^[0-9a-f]{16}$/);
      expect(await scanner.mark()).to.equal(undefined);
    });
  });

  describe('on the main thread', () => {
    const words = { role: 'user', content: 'traceback in the docker container '.repeat(100) };
    const large = [{ id: 'a', startedAt: T, messages: Array<typeof words>(3_000).fill(words) }];

    it('let others have their turn', async () => {
      let turns = 0;
      let ended = false;
      const turn = () => {
        turns++;
        if (!ended) setImmediate(turn);
      };
      setImmediate(turn);
      const began = performance.now();
      await createLocalScanner(createMemorySource(large), utc).start(JOB, SILENT).report;
      ended = true;
      // About every 8 ms, with much to spare for a machine that is busy otherwise.
      expect(turns).to.be.greaterThan((performance.now() - began) / 200);
    });

    it('interrupt the reading when they are stopped', async () => {
      let interrupted = 0;
      const source: SessionSource = {
        open: async () => ({
          list: async () => {
            running.stop();
            return { identity: '', sessions: [] };
          },
          messages: async function* () {},
          interrupt() {
            interrupted++;
          },
          async close() {},
        }),
      };
      const running = createLocalScanner(source, utc).start(JOB, SILENT);
      await running.report;
      expect(interrupted).to.equal(1);
      running.stop();
      expect(interrupted).to.equal(1);
    });

    it('cannot tell from outside whether the history changed, and have a place of their own', async () => {
      const scanner = createLocalScanner(createMemorySource([]), utc);
      expect(await scanner.mark()).to.equal(undefined);
      expect(await scanner.place()).to.equal('custom');
    });
  });
});

describe('The guard of a scan', () => {
  it('asks the scan to stop when the process ends, and waits until it has', () => {
    const control = new Int32Array(new SharedArrayBuffer(CONTROL.words * 4));
    Atomics.store(control, CONTROL.quiet, 1);
    const before = process.listeners('exit');
    const release = guardExit(control);
    const [guard] = process.listeners('exit').filter((listener) => !before.includes(listener));
    guard?.call(process, 0);
    expect(Atomics.load(control, CONTROL.stop)).to.equal(1);
    release();
    expect(process.listeners('exit')).to.deep.equal(before);
  });

  it('passes a wish to stop on once, and for good', () => {
    const control = new Int32Array(new SharedArrayBuffer(CONTROL.words * 4));
    requestStop(control);
    requestStop(control);
    expect([...control]).to.deep.equal([1, 0]);
  });
});
