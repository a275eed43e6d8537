import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { AchievementsError } from '../errors.js';
import { death } from './death.js';
import type { LastWords } from './last-words.js';
import type { HostWord, Task, TaskWord, WorkerWord } from './messages.js';
import { type Doing, Errand, type Worker } from './worker.js';

/** A task that was asked to stop, or a worker that was asked to leave, has this long; then it is killed. */
const PATIENCE_MS = 3_000;

/** A child process that has said its first word. */
export class ProcessWorker implements Worker {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #lastWords: LastWords;
  readonly #patienceMs: number;
  #errand: Errand | undefined;
  #stopped = false;
  #gone = false;

  constructor(child: ChildProcess, lastWords: LastWords, patienceMs = PATIENCE_MS) {
    this.#child = child;
    this.#lastWords = lastWords;
    this.#patienceMs = patienceMs;
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
        if (order.type === 'stop') this.#stop(errand);
      },
    };
  }

  /** Whoever asked waits for the end. */
  #stop(errand: Errand): void {
    this.#stopped = true;
    this.#hold(true);
    void this.#killUnless(errand.ended);
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
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), this.#patienceMs);
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
