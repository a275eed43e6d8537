import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import pLimit from 'p-limit';
import { createHomeStore } from '#src/state/home-files.js';
import type { Held } from '#src/state/lock.js';
import { decodeSnapshot } from '#src/state/snapshot-file.js';
import { decodeUnlocks } from '#src/state/unlocks.js';
import { checkpointIn } from '../support/checkpoint.js';
import { FIXTURES } from '../support/golden.js';
import { readGoldenSessions } from '../support/golden-sessions.js';
import { type HistorySession, writeHistory } from '../support/history.js';
import { type Home, temporaryHome } from '../support/home.js';
import type { FirstRead, HostTask } from '../support/host-process.js';
import { until } from '../support/scanning.js';

const PROGRAM = fileURLToPath(new URL('../support/host-process.js', import.meta.url));
/** Processes at a time. */
const AT_ONCE = 4;
/** From before the scanning thread runs until after the scan. */
const MOMENTS = Array.from({ length: 12 }, (_, index) => index * 30);

function start(task: HostTask, program: readonly string[] = [PROGRAM]): ChildProcess {
  return spawn(process.execPath, [...program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** How it ended, and what it wrote. */
async function outcomeOf(child: ChildProcess) {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  const [[code, signal], output, errors] = await Promise.all([
    once(child, 'exit'),
    text(stdout),
    text(stderr),
  ]);
  return { code, signal, output, errors };
}

const run = (task: HostTask) => outcomeOf(start(task));

/** One for each of the moments, a few at a time. */
async function atEachMoment(
  make: (afterMs: number, index: number) => HostTask,
): Promise<readonly Awaited<ReturnType<typeof run>>[]> {
  const limit = pLimit(AT_ONCE);
  return await Promise.all(MOMENTS.map((ms, index) => limit(() => run(make(ms, index)))));
}

describe('A host process', function () {
  this.timeout(60_000);
  const home = temporaryHome();
  let sessions: readonly HistorySession[];

  before(async () => {
    sessions = await readGoldenSessions(join(FIXTURES, 'sessions-edge.jsonl.gz'));
  });

  beforeEach(async () => {
    await writeHistory(home().databasePath, sessions);
  });

  /** A state directory for each of several. */
  const optionsOf = (name: string | number) => ({
    hermesHome: home().path,
    stateDir: join(home().path, `state-${name}`),
    // On a busy machine the answer comes late, but it is the whole one.
    bootstrapWaitMs: 50_000,
  });

  it('that exits at any moment of a scan does so cleanly, with its own code', async () => {
    const outcomes = await atEachMoment((afterMs, index) => ({
      does: 'exit',
      options: optionsOf(index),
      afterMs,
    }));
    for (const outcome of outcomes)
      expect(outcome).to.deep.equal({ code: 7, signal: null, output: '', errors: '' });
  });

  it('that breaks down during a scan does so as usual', async () => {
    for (const afterMs of [0, 60, 120]) {
      const { code, signal, errors } = await run({ does: 'throw', options: optionsOf(afterMs), afterMs });
      expect({ code, signal }).to.deep.equal({ code: 1, signal: null });
      expect(errors.match(/^Error: /gm), errors).to.have.length(1);
      expect(errors).to.match(/a mistake of the host/);
    }
  });

  it('that was started with a text as its program, or with flags, scans as any other', async () => {
    const load = `await import(${JSON.stringify(pathToFileURL(PROGRAM))})`;
    for (const program of [
      ['--input-type=module', '-e', load],
      ['--input-type', 'module', '--max-old-space-size=512', '-e', load],
      ['--enable-source-maps', '--no-warnings', PROGRAM],
    ]) {
      const options = optionsOf('started');
      const outcome = await outcomeOf(start({ does: 'leaveLater', options }, program));
      expect(outcome).to.deep.equal({ code: 0, signal: null, output: '', errors: '' });
      await wholeSnapshot(options.stateDir);
    }
  });

  async function wholeSnapshot(stateDir: string): Promise<void> {
    expect(decodeSnapshot(await readFile(join(stateDir, 'scan_snapshot.json'), 'utf8'))).to.not.equal(
      undefined,
    );
    await rm(stateDir, { recursive: true });
  }

  it('that only closes its server ends by itself, during a scan or after it', async () => {
    const options = { ...optionsOf('left'), refreshEveryMs: 3_600_000 };
    for (const task of [
      { does: 'leave', options, afterMs: 60 },
      { does: 'leaveLater', options },
    ] as const)
      expect(await run(task)).to.deep.equal({ code: 0, signal: null, output: '', errors: '' });
  });

  it('that closes the router at any moment of a scan has nothing left of it, and ends by itself', async () => {
    const outcomes = await atEachMoment((afterMs, index) => ({
      does: 'close',
      options: { ...optionsOf(index), refreshEveryMs: 3_600_000 },
      afterMs,
    }));
    for (const outcome of outcomes)
      expect(outcome).to.deep.equal({
        code: 0,
        signal: null,
        output: '{"open":[],"listening":0}\n',
        errors: '',
      });
  });

  describe('that is killed', () => {
    /** The files are whole, whichever there are. Gives the unlocked badges. */
    async function wholeFiles(stateDir: string): Promise<ReadonlySet<string>> {
      const unlocked = new Set<string>();
      // The process that scanned for it ends by itself, and holds the lock until then.
      const { turn } = createHomeStore(stateDir);
      let held: Held | undefined;
      await until(async () => {
        held = await turn.take();
        return held !== undefined;
      });
      await held?.release();
      for (const name of await readdir(stateDir).catch(() => [])) {
        const path = join(stateDir, name);
        const content = await readFile(path, 'utf8');
        if (name === 'state.json') {
          const decoded = decodeUnlocks(content, { fallbackTime: 1 });
          if (!decoded.ok) return expect.fail(decoded.reason);
          for (const id of decoded.state.unlocks.keys()) unlocked.add(id);
        } else if (name === 'scan_snapshot.json') expect(decodeSnapshot(content)).to.not.equal(undefined);
        else if (name === 'scan_checkpoint.json')
          expect(await checkpointIn(stateDir)).to.not.equal(undefined);
        else if (name.endsWith('.blocks')) expect(name).to.match(/^scan_checkpoint\.[ab]\.blocks$/);
        else if (name.endsWith('.lock')) expect(content).to.equal('');
        else expect(name).to.match(/^[a-z_]+\.json\.\d+$/, 'an unfinished file, beside the others');
      }
      return unlocked;
    }

    async function firstRead({ stdout }: ChildProcess): Promise<FirstRead> {
      if (stdout === null) throw new Error('no pipe');
      const [line] = await once(createInterface(stdout), 'line');
      return JSON.parse(line);
    }

    /** Kills six hosts, one after the other; each finds what the one before left behind. Hundreds are for the soak. */
    async function killSix(part: Pick<HostTask, 'rounds' | 'options'>, { stateDir }: Pick<Home, 'stateDir'>) {
      let before: ReadonlySet<string> = new Set();
      for (let kill = 0; kill < 6; kill++) {
        const hadSnapshot = await stat(join(stateDir, 'scan_snapshot.json')).then(
          () => true,
          () => false,
        );
        const child = start({ does: 'rescan', ...part, rounds: part.rounds && part.rounds + kill * 3 });
        const ended = outcomeOf(child);
        if (kill % 3 === 2) {
          // While it starts, or during its first scan.
          await delay(Math.random() * 500);
        } else {
          const { first } = await firstRead(child);
          expect(first).to.include({ error: null });
          if (hadSnapshot) {
            expect(first.mode).to.match(/full|incremental/);
            expect(first.runs, 'served without waiting for a scan').to.equal(0);
            expect(first.unlocked).to.be.at.least(before.size);
          }
          await delay(Math.random() * 150);
        }
        child.kill('SIGKILL');
        expect(await ended).to.include({ signal: 'SIGKILL', errors: '' });
        const after = await wholeFiles(stateDir);
        expect([...after]).to.include.members([...before]);
        before = after;
      }
      return before;
    }

    it('at any moment of scanning and saving leaves whole files, and loses no unlock', async () => {
      const kinds = [
        { rounds: undefined, name: 'scanning' },
        { rounds: 1, name: 'saving' },
        { rounds: 30, name: 'saving-more' },
      ];
      const unlocked = await Promise.all(
        kinds.map(({ name, rounds }) => {
          const options = { ...optionsOf(name), ttlMs: 3_600_000 };
          return killSix({ options, rounds }, options);
        }),
      );
      for (const badges of unlocked) expect(badges.size).to.be.greaterThan(0);
    });
  });
});
