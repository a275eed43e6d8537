import { writeFile } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Task, TaskWord } from '#src/scan/messages.js';
import { NotNode, startProcess } from '#src/scan/start-process.js';
import type { Worker } from '#src/scan/worker.js';
import { createWorkerScanner } from '#src/scan/worker-scanner.js';
import { openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { childrenOf, isAlive } from '../support/processes.js';
import { rejection } from '../support/rejection.js';
import { SILENT, scanOnce } from '../support/scan-once.js';
import { deferred, until } from '../support/scanning.js';

const HOME = {
  history: { kind: 'sqlite', databasePath: 'nowhere' },
  stateDir: 'nowhere',
  timeZone: 'UTC',
} as const;
const TASK: Task = { type: 'find', home: HOME, id: 'a' };
const PATIENCE_MS = 100;
const silent = (): void => {};

describe('A process that does tasks', function () {
  this.timeout(30_000);
  const home = temporaryHome();
  let left: Worker | undefined;

  afterEach(async () => {
    if (left?.gone === false) await left.leave();
    left = undefined;
  });

  /** Runs, in place of the real one, a text that may call `tell`, and hears words of the host as `word`. */
  async function processOf(text: string, before = ''): Promise<Worker> {
    const entry = join(home().path, 'entry.mjs');
    const program = `const tell = (word) => process.send(word);
      ${before}
      process.on('message', (word) => { if (word.type === 'leave') process.disconnect(); else { ${text} } });
      tell({ type: 'ready' });`;
    await writeFile(entry, program);
    left = await startProcess({ entry, patienceMs: PATIENCE_MS });
    return left;
  }

  async function onlyChild(): Promise<number> {
    const [pid, ...others] = await childrenOf(process.pid);
    expect(others).to.deep.equal([]);
    return pid ?? expect.fail('there is no child');
  }

  it('tells what it does, does the next task, and leaves when it is asked to', async () => {
    const worker = await processOf(
      `tell({ type: 'progress', scanned: 1, total: 2 }); tell({ type: 'ended' });`,
    );
    const heard: TaskWord['type'][] = [];
    for (let time = 0; time < 2; time++) await worker.begin(TASK, ({ type }) => heard.push(type)).ended;
    expect(heard).to.deep.equal(['progress', 'progress']);
    const pid = await onlyChild();
    await worker.leave();
    expect({ gone: worker.gone, alive: await isAlive(pid) }).to.deep.equal({ gone: true, alive: false });
  });

  it('lets the rest of the machine go first, with all of its threads', async function () {
    if (process.platform === 'win32') this.skip();
    await processOf('');
    expect(getPriority(await onlyChild())).to.equal(constants.priority.PRIORITY_BELOW_NORMAL);
  });

  it('does so when there is much to read, where others wait for it', async function () {
    if (process.platform === 'win32') this.skip();
    const sessions = Array.from({ length: 700 }, (_, place) => ({
      id: `s${place}`,
      started_at: 1_774_000_000 + place,
      messages: [],
    }));
    await writeHistory(home().databasePath, sessions.slice(0, 100));
    const { path, databasePath, stateDir } = home();
    const history = { kind: 'sqlite', databasePath, home: path } as const;
    const start = () => startProcess({ isBehind: false });
    const scanner = createWorkerScanner({ history, stateDir, timeZone: 'UTC' }, start);
    const priorities: number[] = [];
    for (const more of [[], sessions.slice(100)]) {
      const writer = await openWriter(databasePath);
      for (const session of more) await writer.addSession(session);
      await writer.close();
      await scanOnce(scanner);
      priorities.push(getPriority(await onlyChild()));
    }
    await scanner.close();
    expect(priorities).to.deep.equal([getPriority(), constants.priority.PRIORITY_BELOW_NORMAL]);
  });

  it('has a directory of its own, and neither the flags of the host nor its NODE_ variables', async () => {
    const { NODE_OPTIONS } = process.env;
    Object.assign(process.env, { NODE_OPTIONS: '--no-warnings' });
    try {
      const worker = await processOf(
        `throw new Error([process.cwd(), process.execArgv, process.env.NODE_OPTIONS].join(' | '))`,
      );
      const { cause } = await rejection(worker.begin(TASK, silent).ended, 'ERR_ACHIEVEMENTS_SCAN');
      expect(String(cause)).to.match(
        /Error: \/ \| --max-old-space-size=\d+,--max-semi-space-size=\d+,--v8-pool-size=\d+,--expose-gc \| $/m,
      );
    } finally {
      Reflect.deleteProperty(process.env, 'NODE_OPTIONS');
      if (NODE_OPTIONS !== undefined) Object.assign(process.env, { NODE_OPTIONS });
    }
  });

  it('that is killed is told of, with what to do', async () => {
    const worker = await processOf(`process.kill(process.pid, 'SIGKILL')`);
    const { message } = await rejection(worker.begin(TASK, silent).ended, 'ERR_ACHIEVEMENTS_SCAN');
    expect(message).to.match(/ended from outside \(SIGKILL\)\. The next scan starts a fresh one\..*memory/);
    expect(worker.gone).to.equal(true);
  });

  it('that breaks down is told of, with its last words for the log, and no more of them than that', async () => {
    for (const [text, what] of [
      [`throw new Error('broken')`, /exit code 1/],
      ['process.abort()', /SIGABRT/],
      ['process.exit(0)', /exit code 0/],
    ] as const) {
      const worker = await processOf(`process.stderr.write('x'.repeat(100_000), () => { ${text} })`);
      const { message, cause } = await rejection(worker.begin(TASK, silent).ended, 'ERR_ACHIEVEMENTS_SCAN');
      expect(message)
        .to.match(what)
        .and.to.match(/starts a fresh one/);
      expect(String(cause)).to.have.length.within(100, 4_000);
    }
  });

  it('hears that it shall stop while it works, and is killed when it does not', async () => {
    const obeys = await processOf(
      `if (word.type === 'stop') { tell({ type: 'failed', code: 'ERR_ACHIEVEMENTS_CLOSED', message: 'Well' }); tell({ type: 'ended' }); }`,
    );
    const obeying = obeys.begin(TASK, silent);
    obeying.say({ type: 'stop' });
    expect((await rejection(obeying.ended, 'ERR_ACHIEVEMENTS_CLOSED')).message).to.equal('Well');
    expect(obeys.gone).to.equal(false);
    await obeys.leave();

    const hangs = await processOf('for (;;);');
    const hanging = hangs.begin(TASK, silent);
    hanging.say({ type: 'stop' });
    await rejection(hanging.ended, 'ERR_ACHIEVEMENTS_CLOSED');
    expect(hangs.gone).to.equal(true);
  });

  it('passes over what is said after the end of a task', async () => {
    const worker = await processOf(`if (word.type === 'stop') process.exit(); tell({ type: 'ended' });`);
    const done = worker.begin(TASK, silent);
    await done.ended;
    done.say({ type: 'stop' });
    await worker.begin(TASK, silent).ended;
  });

  it('is killed when it does not leave', async () => {
    const worker = await processOf('', 'setInterval(() => {}, 1_000);');
    const pid = await onlyChild();
    await worker.leave();
    expect(await isAlive(pid)).to.equal(false);
  });

  it('is none when its program ends, or is killed, before its first word', async () => {
    const outcome = await processOf('', `process.stderr.write('What is that?'); process.exit();`).catch(
      (error: unknown) => error,
    );
    expect(outcome).to.be.instanceOf(NotNode).with.property('message').that.contains('What is that?');
    await rejection(processOf('', `process.kill(process.pid, 'SIGKILL');`), 'ERR_ACHIEVEMENTS_SCAN');
  });

  it('is none, and is killed, when its first word does not come', async () => {
    const entry = join(home().path, 'entry.mjs');
    await writeFile(entry, 'setInterval(() => {}, 1_000);');
    const { message } = await rejection(startProcess({ entry, startMs: 300 }), 'ERR_ACHIEVEMENTS_SCAN');
    expect(message).to.match(/has not begun its work.*tried again/);
    await until(async () => (await childrenOf(process.pid)).length === 0);
  });

  describe('and scans', () => {
    const SESSIONS = Array.from({ length: 300 }, (_, index) => ({
      id: `s${index}`,
      started_at: 1_790_000_000 + index,
      messages: Array.from({ length: 10 }, () => ({
        content: 'traceback in the docker container '.repeat(30),
      })),
    }));

    const scannerOf = (databasePath: string) =>
      createWorkerScanner(
        { history: { kind: 'sqlite', databasePath }, stateDir: home().stateDir, timeZone: 'UTC' },
        () => startProcess(),
      );

    it('that is killed in the middle is one failed scan; the next one is right', async () => {
      await writeHistory(home().databasePath, SESSIONS);
      const scanner = scannerOf(home().databasePath);
      const { promise: begun, resolve: progress } = deferred<unknown>();
      const watch = { ...SILENT, progress };
      const scanning = rejection(scanOnce(scanner, { watch }), 'ERR_ACHIEVEMENTS_SCAN');
      await begun;
      process.kill(await onlyChild(), 'SIGKILL');
      const { message } = await scanning;
      expect(message).to.match(/ended from outside/);
      const report = await scanOnce(scanner);
      expect(report).to.include({ sessions: 300, messagesScanned: 3_000 });
      expect(report.aggregate.values).to.include({ traceback_events: 90_000 });
      await scanner.close();
      expect(await childrenOf(process.pid)).to.deep.equal([]);
    });

    it('is gone when it has grown, and kept for the next scan when it has not', async () => {
      await writeHistory(home().databasePath, SESSIONS.slice(0, 3));
      const scanner = scannerOf(home().databasePath);
      await scanOnce(scanner);
      const pid = await onlyChild();
      await scanOnce(scanner);
      expect(await onlyChild()).to.equal(pid);
      await scanner.close();
      expect(await isAlive(pid)).to.equal(false);
      const large = Array.from({ length: 6_000 }, () => ({ content: 'x' }));
      await writeHistory(join(home().path, 'large.db'), [{ id: 'a', started_at: 1, messages: large }]);
      const grows = scannerOf(join(home().path, 'large.db'));
      await scanOnce(grows);
      await until(async () => (await childrenOf(process.pid)).length === 0);
      await grows.close();
    });
  });
});
