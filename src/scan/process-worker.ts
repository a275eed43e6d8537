import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { parse } from 'node:path';
import { AchievementsError } from '../errors.js';
import { death } from './death.js';
import { entryFile } from './entry-file.js';
import { childEnvironment } from './environment.js';
import { HEAP_MB } from './heap.js';
import { LastWords } from './last-words.js';
import type { HostWord, Task, TaskWord, WorkerWord } from './messages.js';
import { putBehind } from './priority.js';
import { type Doing, Errand, type Worker } from './worker.js';

/** A task that was asked to stop, or a worker that was asked to leave, has this long; then it is killed. */
const PATIENCE_MS = 3_000;

/**
 * A process of its own.
 * @param entry the program, for specs
 * @throws the error of the system when it cannot be started, AchievementsError when its program is missing
 */
export async function startProcess(entry: string = entryFile('scan-process.js')): Promise<Worker> {
  const child = forkEntry(entry);
  await once(child, 'spawn');
  return new ProcessWorker(child);
}

function forkEntry(entry: string): ChildProcess {
  const options: ForkOptions & { readonly windowsHide: true } = {
    // Always there, and nobody's: a child in the host's directory would keep that from being removed or unmounted.
    cwd: parse(entry).root,
    env: childEnvironment(process.env, 'electron' in process.versions),
    // None of the host's: they open ports for debuggers, load hooks, or are refused where a file is run.
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
  };
  return fork(entry, [], options);
}

class ProcessWorker implements Worker {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #lastWords: LastWords;
  #errand: Errand | undefined;
  #stopped = false;
  #gone = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#lastWords = new LastWords(child.stderr);
    putBehind(child.pid);
    this.#hold(false);
    child.on('error', () => {});
    child.on('message', (word: WorkerWord) => this.#errand?.heard(word));
    this.#closed = new Promise((resolve) => {
      // Not on `exit`: it comes before what the child said last was heard.
      child.once('close', (code, signal) => {
        this.#gone = true;
        this.#errand?.broke(this.#death(code, signal));
        resolve();
      });
    });
  }

  get gone(): boolean {
    return this.#gone || !this.#child.connected;
  }

  begin(task: Task, hear: (word: TaskWord) => void): Doing {
    const errand = new Errand(hear);
    this.#errand = errand;
    this.#say(task);
    return {
      ended: errand.ended.finally(() => this.#hold(false)),
      say: (order) => {
        if (errand.settled) return;
        this.#say(order);
        if (order.type !== 'stop') return;
        this.#stopped = true;
        this.#hold(true);
        void this.#killUnless(errand.ended);
      },
    };
  }

  async leave(): Promise<void> {
    this.#hold(true);
    this.#say({ type: 'leave' });
    await this.#killUnless(this.#closed);
    await this.#closed;
  }

  #say(word: HostWord): void {
    // What the child does not hear any more it need not hear: its end is told of elsewhere.
    this.#child.send(word, () => {});
  }

  /** Kills the child, unless the promise settles before patience ends. */
  async #killUnless(settles: Promise<void>): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    await settles.catch(() => {});
    clearTimeout(timer);
  }

  /** Whether it keeps the host alive. */
  #hold(holds: boolean): void {
    const { channel, stderr } = this.#child;
    const hold = holds ? 'ref' : 'unref';
    this.#child[hold]();
    channel?.[hold]();
    if (stderr instanceof Socket) stderr[hold]();
  }

  #death(code: number | null, signal: NodeJS.Signals | null): AchievementsError {
    if (this.#stopped) return new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
    return death(code, signal, this.#lastWords.text);
  }
}
