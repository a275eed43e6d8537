import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { decodeSnapshot } from '#src/state/snapshot-file.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import type { HostTask } from '../support/host-process.js';
import { childrenOf, isAlive, membersOf } from '../support/processes.js';
import { until } from '../support/scanning.js';

const PROGRAM = fileURLToPath(new URL('../support/host-process.js', import.meta.url));
/** Less than an idle child is kept for. */
const SOON_MS = 15_000;

/** A history that takes half a second, and unlocks something. */
const SESSIONS = Array.from({ length: 400 }, (_, index) => ({
  id: `s${index}`,
  started_at: 1_790_000_000 + index,
  messages: Array.from({ length: 10 }, () => ({ content: 'traceback in the docker container '.repeat(30) })),
}));

describe('The scanning process of a host', function () {
  this.timeout(60_000);
  const home = temporaryHome();
  const hosts = new Set<ChildProcess>();

  beforeEach(async () => {
    await writeHistory(home().databasePath, SESSIONS);
  });

  afterEach(() => {
    for (const host of hosts) host.kill('SIGKILL');
    hosts.clear();
  });

  const taskOf = (does: HostTask['does'], afterMs?: number): HostTask => ({
    does,
    // On a busy machine the answer comes late, but it is the whole one.
    options: { hermesHome: home().path, stateDir: home().stateDir, bootstrapWaitMs: 50_000 },
    ...(afterMs === undefined ? {} : { afterMs }),
  });

  function start(task: HostTask, flags: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
    const host = spawn(process.execPath, [...flags, PROGRAM, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      // It begins a group: what it leaves behind is told from what others run.
      detached: true,
    });
    hosts.add(host);
    return { host, pid: host.pid ?? expect.fail('no host'), ended: outcomeOf(host) };
  }

  /** What it has written by its end. */
  async function outcomeOf({ stdout, stderr }: ChildProcess) {
    if (stdout === null || stderr === null) throw new Error('no pipes');
    const [output, errors] = await Promise.all([text(stdout), text(stderr)]);
    return { output, errors };
  }

  async function hasScanned(): Promise<void> {
    const stored = decodeSnapshot(await readFile(join(home().stateDir, 'scan_snapshot.json'), 'utf8'));
    expect(stored).to.not.equal(undefined);
  }

  const linesOf = (output: string) =>
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  /** The child of a host, as soon as there is one. */
  async function childOf(pid: number): Promise<number> {
    let child: number | undefined;
    await until(async () => {
      [child] = await childrenOf(pid);
      return child !== undefined;
    });
    return child ?? expect.fail('no child');
  }

  it('that is killed is one failed scan, told with what to do; the next one is right', async () => {
    const { host, pid, ended } = start(taskOf('countTwice'));
    // Looked for from the beginning: on a busy machine that takes as long as a scan.
    const [child] = await Promise.all([childOf(pid), once(host.stdout, 'readable')]);
    process.kill(child, 'SIGKILL');
    const { output, errors } = await ended;
    expect(errors).to.equal('');
    const [, failed, , counted] = linesOf(output);
    expect(failed).to.include({ code: 'ERR_ACHIEVEMENTS_SCAN' });
    expect(failed.detail).to.match(/ended from outside \(SIGKILL\)\. The next scan starts a fresh one/);
    expect(counted.unlocked_count).to.be.greaterThan(0);
  });

  it('ends when its host is killed in the middle of a scan', async () => {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const { host, pid, ended } = start(taskOf('leave', 60_000));
      const child = await childOf(pid);
      host.kill(signal);
      await ended;
      await until(async () => !(await isAlive(child)));
    }
  });

  it('ends when its host exits, or closes the router, in the middle of a scan', async () => {
    for (const does of ['exit', 'close'] as const) {
      const { pid, ended } = start(taskOf(does, 150));
      await ended;
      await until(async () => (await membersOf(pid)).length === 0);
    }
  });

  it('outlives the signals that a terminal or a manager sends to all: the host decides', async () => {
    const { host, pid, ended } = start(taskOf('countTwice'));
    await once(host.stdout, 'readable');
    const child = await childOf(pid);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(child, signal);
    const [, first, , second] = linesOf((await ended).output);
    expect([first.code, second.code]).to.deep.equal([undefined, undefined]);
  });

  it('keeps no host alive while it has nothing to do, and ends with it', async () => {
    await writeHistory(join(home().path, 'few.db'), SESSIONS.slice(0, 2));
    const task = taskOf('leaveLater');
    const began = performance.now();
    const few = { ...task.options, databasePath: join(home().path, 'few.db') };
    const { pid, ended } = start({ ...task, options: few });
    await ended;
    expect(performance.now() - began).to.be.lessThan(SOON_MS);
    await until(async () => (await membersOf(pid)).length === 0);
  });

  it('takes no port of a debugger, and runs none of the hooks that the host is started with', async () => {
    const [hook, seen] = [join(home().path, 'hook.cjs'), join(home().path, 'seen')];
    await writeFile(hook, `require('node:fs').appendFileSync(${JSON.stringify(seen)}, process.pid + '\\n');`);
    const environment = { NODE_OPTIONS: `--require ${hook}` };
    const { pid, ended } = start(taskOf('leaveLater'), ['--inspect=0'], environment);
    const { output, errors } = await ended;
    expect(output).to.equal('');
    expect(errors.match(/Debugger listening/g), errors).to.have.length(1);
    expect(await readFile(seen, 'utf8')).to.equal(`${pid}\n`);
    await hasScanned();
  });

  it('works for a worker of a cluster', async () => {
    const args = JSON.stringify([JSON.stringify(taskOf('leaveLater'))]);
    const primary = `import cluster from 'node:cluster';
      cluster.setupPrimary({ exec: ${JSON.stringify(PROGRAM)}, args: ${args}, execArgv: [] });
      cluster.fork().on('exit', (code, signal) => console.log(code, signal));`;
    const host = spawn(process.execPath, ['--input-type=module', '-e', primary], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    hosts.add(host);
    expect(await outcomeOf(host)).to.deep.equal({ output: '0 null\n', errors: '' });
    await hasScanned();
  });

  it('is the only one that opens the history', async function () {
    if (process.platform !== 'linux') this.skip();
    const { output, errors } = await start(taskOf('lookAtFiles')).ended;
    expect(errors).to.equal('');
    expect(JSON.parse(output)).to.deep.equal({ seen: [] });
  });

  it('is replaced by a thread, which the log tells of, under a permission model that allows no processes', async function () {
    const flag = ['--permission', '--experimental-permission'].find((name) =>
      process.allowedNodeEnvironmentFlags.has(name),
    );
    if (flag === undefined) return this.skip();
    const allowed = ['--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker', '--allow-addons'].filter(
      (name) => process.allowedNodeEnvironmentFlags.has(name.split('=')[0] ?? ''),
    );
    const { ended } = start(taskOf('tellLog'), [flag, ...allowed, '--no-warnings']);
    const { output } = await ended;
    const { error, log } = JSON.parse(output);
    expect(log.filter((line: string) => /in a thread of this one/.test(line))).to.have.length(1);
    expect(error ?? '').to.not.match(/scan/i);
  });
});
