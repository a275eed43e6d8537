import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLocalCabinetScanner } from '#src/scan/cabinet/cabinet-scanner.js';
import { CONTROL } from '#src/scan/control.js';
import { guardExit, requestStop } from '#src/scan/exit-guard.js';
import type { ScanOrder } from '#src/scan/job.js';
import { createLocalScanner } from '#src/scan/local-scanner.js';
import type { RunningScan, Scanner } from '#src/scan/scanner.js';
import { startProcess } from '#src/scan/start-process.js';
import { startThread } from '#src/scan/thread-worker.js';
import { createWorkerScanner } from '#src/scan/worker-scanner.js';
import { createMemorySource } from '#src/source/memory-source.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { localTimeIn } from '#src/time-zone/time-zone.js';
import type { SessionSource } from '#src/types.js';
import { checkpointIn } from '../support/checkpoint.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { rejection } from '../support/rejection.js';
import { SILENT, scanOnce, turnOf } from '../support/scan-once.js';

const T = 1_790_000_000;
const AS_IT_IS: ScanOrder = { full: false };

/** A history that takes a while. */
const SESSIONS = Array.from({ length: 300 }, (_, index) => ({
  id: `s${index}`,
  started_at: T + index,
  messages: Array.from({ length: 10 }, () => ({ content: 'traceback in the docker container '.repeat(30) })),
}));

describe('Scanners', () => {
  const home = temporaryHome();

  const left: Scanner[] = [];

  afterEach(async () => {
    await Promise.all(left.splice(0).map((scanner) => scanner.close()));
  });

  /** What is asked of each; by default all have the same state directory. */
  interface Wish {
    readonly stateDir?: string;
    readonly timeZone?: string;
  }

  const homeOf = ({ stateDir = home().stateDir, timeZone = 'UTC' }: Wish = {}) => {
    return { history: { kind: 'sqlite', databasePath: home().databasePath }, stateDir, timeZone } as const;
  };
  const noted = (scanner: Scanner): Scanner => {
    left.push(scanner);
    return scanner;
  };
  const threadScanner = (wish?: Wish) => noted(createWorkerScanner(homeOf(wish), async () => startThread()));
  const localScanner = (source: SessionSource, wish?: Wish) => {
    const { stateDir, timeZone: name } = homeOf(wish);
    const zone = { name, localTime: localTimeIn(name) };
    return noted(createLocalScanner(source, stateDir, zone));
  };
  const kinds: readonly [name: string, create: (wish?: Wish) => Scanner][] = [
    ['in a process of its own', (wish) => noted(createWorkerScanner(homeOf(wish), () => startProcess()))],
    ['in a thread of its own', threadScanner],
    ['on the main thread', (wish) => localScanner(createSqliteSource(home()), wish)],
  ];

  for (const [name, create] of kinds) {
    describe(name, () => {
      it('scan, and tell how far they are', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const told: [number, number][] = [];
        const watch = {
          ...SILENT,
          progress: (scanned: number, total: number) => told.push([scanned, total]),
        };
        const report = await scanOnce(create(), { watch });
        expect(report).to.include({ mode: 'full', sessions: 300, rescanned: 300, messagesScanned: 3_000 });
        expect(report.aggregate.values).to.include({ traceback_events: 90_000 });
        expect(told[0]).to.deep.equal([0, 300]);
        expect(told.at(-1)).to.deep.equal([300, 300]);
      });

      it('save what they found, go on from there, and look for a session in it', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const scanner = create();
        expect(await scanner.find('s7')).to.equal(undefined);
        const { stamp, aggregate } = await scanOnce(scanner);
        for (const again of [scanner, create()]) {
          const report = await scanOnce(again);
          expect(report).to.include({ mode: 'incremental', reused: 300, messagesScanned: 0, stamp });
          expect(report.aggregate).to.deep.equal(aggregate);
          const record = await again.find('s7');
          expect(record).to.deep.include({ id: 's7', startedAt: T + 7 });
          expect(record?.contribution.counters).to.include({ traceback_events: 300 });
          expect(await again.find('none')).to.equal(undefined);
        }
      });

      it('look no further when list and checkpoint are as the last scan left them', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const scanner = create();
        const { mark, stamp } = await scanOnce(scanner);
        if (mark === undefined || stamp === undefined) return expect.fail('no marks');
        const turn = await turnOf(scanner);
        const scan = (last: ScanOrder['last']) => turn.scan({ full: false, last }, SILENT).report;
        expect(await scan({ mark, stamp })).to.equal(undefined);
        expect(await scan({ mark: 'another', stamp })).to.include({ reused: 300 });
        expect(await scan({ mark, stamp: 'another' })).to.include({ reused: 300 });
        await turn.release();
      });

      it('find a session of what could not be saved, until it is', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const scanner = create();
        await writeFile(join(home().path, 'plugins'), 'in the way');
        const report = await scanOnce(scanner);
        expect(report).to.include({ mode: 'full', sessions: 300, stamp: undefined });
        expect(report.problem).to.include({ code: 'ERR_ACHIEVEMENTS_STATE' });
        expect(await scanner.find('s7')).to.deep.include({ id: 's7', startedAt: T + 7 });
        await rm(join(home().path, 'plugins'));
        const later = await scanOnce(scanner);
        expect(later).to.include({ mode: 'incremental', reused: 300, problem: undefined });
        expect(later.stamp).to.be.a('string');
        expect(await create().find('s7')).to.deep.equal(await scanner.find('s7'));
      });

      it('have the turn one at a time, from when it is taken until it is given back', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const [one, other] = [create(), create()];
        const turn = await turnOf(one);
        expect(turn.problem).to.equal(undefined);
        expect(await other.take()).to.equal(undefined);
        await turn.scan(AS_IT_IS, SILENT).report;
        expect(await other.take(), 'not yet saved by the host').to.equal(undefined);
        await turn.release();
        expect(await scanOnce(other)).to.include({ reused: 300 });
      });

      it('give the turn back after a scan that failed, or none', async () => {
        await writeFile(home().databasePath, '');
        const [one, other] = [create(), create()];
        await rejection(scanOnce(one), 'ERR_ACHIEVEMENTS_DATABASE_EMPTY');
        const turn = await turnOf(other);
        await turn.release();
        await (await turnOf(one)).release();
      });

      it('let everybody in where there can be no lock, and say why', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        await writeFile(join(home().path, 'plugins'), 'in the way');
        const turns = await Promise.all([turnOf(create()), turnOf(create())]);
        for (const { problem } of turns) expect(String(problem)).to.match(/ENOTDIR|EEXIST/);
        await Promise.all(turns.map((turn) => turn.release()));
      });

      it('stop when they are asked to, at once or in the middle, and not after the end', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const start = async (watch = SILENT) => {
          const scanner = create();
          const turn = await turnOf(scanner);
          return { turn, running: turn.scan(AS_IT_IS, watch) };
        };
        const atOnce = await start();
        atOnce.running.stop();
        await rejection(atOnce.running.report, 'ERR_ACHIEVEMENTS_CLOSED');
        await atOnce.turn.release();

        let stop: (() => void) | undefined;
        const inTheMiddle = await start({ ...SILENT, progress: () => stop?.() });
        stop = inTheMiddle.running.stop;
        await rejection(inTheMiddle.running.report, 'ERR_ACHIEVEMENTS_CLOSED');
        await inTheMiddle.turn.release();

        const done = await start();
        const report = await done.running.report;
        done.running.stop();
        expect(report?.sessions).to.equal(300);
        await done.turn.release();
      });

      it('count by the zone that they are told, and read no message again for another one', async () => {
        await writeHistory(home().databasePath, SESSIONS);
        const scanIn = async (timeZone: string) => {
          const { aggregate, messagesScanned } = await scanOnce(create({ timeZone }));
          return [aggregate.values.night_sessions, messagesScanned];
        };
        // All of them begin after 14:13 UTC.
        expect(await scanIn('UTC')).to.deep.equal([0, 3_000]);
        expect(await scanIn('Asia/Tokyo')).to.deep.equal([300, 0]);
        expect(await scanIn('NOON2')).to.deep.equal([0, 0]);
        expect(await scanIn('LATE-9')).to.deep.equal([300, 0]);
      });

      it('tell what went wrong, with its cause for the log', async () => {
        await writeFile(home().databasePath, 'Dear diary, '.repeat(100));
        const { message, cause } = await rejection(
          scanOnce(create()),
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
      kinds.map(async ([, create], index) => {
        const stateDir = join(home().path, `state-${index}`);
        const { stamp: _, checkedAt: __, ...report } = await scanOnce(create({ stateDir }));
        const checkpoint = await checkpointIn(stateDir);
        return { report, records: [...(checkpoint?.records.values() ?? [])] };
      }),
    );
    expect(one?.records).to.have.length(300);
    expect(others).to.deep.equal([one, one]);
  });

  describe('in a thread of its own', () => {
    it('listen for the end of the process while they scan, and no longer', async () => {
      await writeHistory(home().databasePath, SESSIONS);
      const before = process.listenerCount('exit');
      const scanner = threadScanner();
      let during = 0;
      const watch = {
        ...SILENT,
        progress() {
          during = process.listenerCount('exit');
        },
      };
      await scanOnce(scanner, { watch });
      expect(during).to.equal(before + 1);
      expect(process.listenerCount('exit')).to.equal(before);
      await writeFile(home().databasePath, '');
      await rejection(scanOnce(scanner), 'ERR_ACHIEVEMENTS_DATABASE_EMPTY');
      expect(process.listenerCount('exit')).to.equal(before);
    });

    it('know their place and how it looks', async () => {
      const scanner = threadScanner();
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
      await scanOnce(localScanner(createMemorySource(large)));
      ended = true;
      // About every 8 ms, with much to spare for a machine that is busy otherwise.
      expect(turns).to.be.greaterThan((performance.now() - began) / 200);
    });

    it('interrupt the reading when they are stopped', async () => {
      let interrupted = 0;
      const source: SessionSource = {
        open: async () => ({
          list: async () => {
            running?.stop();
            return { identity: '', sessions: [] };
          },
          messages: async function* () {},
          interrupt() {
            interrupted++;
          },
          async close() {},
        }),
      };
      let running: RunningScan | undefined;
      const turn = await turnOf(localScanner(source));
      running = turn.scan(AS_IT_IS, SILENT);
      await running.report;
      await turn.release();
      expect(interrupted).to.equal(1);
      running.stop();
      expect(interrupted).to.equal(1);
    });

    it('interrupt the reading of each of several homes when they are stopped', async () => {
      const interrupted: string[] = [];
      let open = 0;
      let bothAreOpen = () => {};
      const both = new Promise<void>((resolve) => {
        bothAreOpen = resolve;
      });
      const sourceOf = (name: string): SessionSource => ({
        open: async () => ({
          list: async () => {
            if (++open === 2) {
              running?.stop();
              bothAreOpen();
            }
            await both;
            return { identity: '', sessions: [] };
          },
          messages: async function* () {},
          interrupt: () => void interrupted.push(name),
          async close() {},
        }),
      });
      let running: RunningScan | undefined;
      const zone = { name: 'UTC', localTime: localTimeIn('UTC') };
      const homes = ['a', 'b'].map((name) => ({ name, source: sourceOf(name) }));
      const turn = await turnOf(noted(createLocalCabinetScanner(homes, home().stateDir, zone)));
      running = turn.scan(AS_IT_IS, SILENT);
      await running.report;
      await turn.release();
      expect(interrupted).to.have.members(['a', 'b']);
      running.stop();
      expect(interrupted).to.have.length(2);
    });

    it('cannot tell from outside whether the history changed, and have a place of their own', async () => {
      const scanner = localScanner(createMemorySource([]));
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
