import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parse } from 'node:path';
import { AchievementsError } from '../errors.js';
import { death } from './death.js';
import { entryFile } from './entry-file.js';
import { childEnvironment } from './environment.js';
import { LastWords } from './last-words.js';
import { putBehind } from './priority.js';
import { ProcessWorker } from './process-worker.js';
import { TIDY_FLAG } from './tidy.js';
import { HEAP_MB, type Worker } from './worker.js';

/**
 * Less than V8's own 16: what is read is garbage soon, and a refresh of a large history takes less. With 4, a page of messages
 * outlives its nursery, and a cold scan spends a sixth of its time on collecting it.
 */
const NURSERY_MB = 8;

/**
 * Threads with which V8 compiles and collects garbage beside the scan, of which Node starts four on any machine. More than
 * there are other cores take the scan's own: on two cores a first scan takes a tenth less with one.
 */
const MOST_HELPERS = 4;

function helpers(): number {
  return Math.max(1, Math.min(MOST_HELPERS, availableParallelism() - 1));
}

/** Starting takes a tenth of a second, and longer on a machine that has no time for anything. */
const START_MS = 30_000;

const TOO_SLOW =
  'The scanning process has not begun its work for a long time. It is tried again by itself; if this stays, see what keeps ' +
  'the machine busy.';

/** The program of this process, started once more, does not run a file as Node does: an app that Node was built into, say. */
export class NotNode extends Error {}

export interface ProcessOptions {
  /**
   * Whether it lets the rest of the machine go before from its first moment; by default it does. What others wait for, who
   * are on other machines, is not to wait for this one: then it does so when there is much to read.
   */
  readonly isBehind?: boolean;
  /** For specs: the program, how long it may take to say its first word, and how long to obey. */
  readonly entry?: string;
  readonly startMs?: number;
  readonly patienceMs?: number;
}

/**
 * A process of its own.
 * @throws NotNode, the error of the system, or AchievementsError when its program is missing or it dies at once
 */
export async function startProcess(options: ProcessOptions = {}): Promise<Worker> {
  const { entry = entryFile('scan-process.js'), startMs = START_MS, patienceMs, isBehind = true } = options;
  // It would not even say that it is something else, but begin as the app does, and start the next.
  if (process.getBuiltinModule('node:sea')?.isSea())
    throw new NotNode('This is a single executable application.');
  const child = forkEntry(entry);
  if (isBehind) putBehind(child.pid);
  const lastWords = new LastWords(child.stderr);
  await firstWord(child, lastWords, startMs);
  return new ProcessWorker(child, lastWords, patienceMs);
}

function forkEntry(entry: string): ChildProcess {
  const options: ForkOptions & { readonly windowsHide: true } = {
    // Always there, and nobody's: a child in the host's directory would keep that from being removed or unmounted.
    cwd: parse(entry).root,
    env: childEnvironment(process.env, 'electron' in process.versions),
    // None of the host's: they open ports for debuggers, load hooks, or are refused where a file is run.
    execArgv: [
      `--max-old-space-size=${HEAP_MB}`,
      `--max-semi-space-size=${NURSERY_MB}`,
      `--v8-pool-size=${helpers()}`,
      TIDY_FLAG,
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
  };
  return fork(entry, [], options);
}

/** Until then it keeps the host alive, as starting anything does. */
async function firstWord(child: ChildProcess, lastWords: LastWords, startMs: number): Promise<void> {
  const calledOff = new AbortController();
  const timer = setTimeout(() => calledOff.abort(), startMs);
  const died = once(child, 'close', { signal: calledOff.signal });
  try {
    await Promise.race([
      once(child, 'message', { signal: calledOff.signal }),
      died.then(([code, signal]) => {
        if (signal !== null) throw death(code, signal, lastWords.text);
        throw new NotNode(`It ended with ${code} before it said a word. ${lastWords.text ?? ''}`);
      }),
    ]);
  } catch (error) {
    if (!calledOff.signal.aborted) throw error;
    child.kill('SIGKILL');
    throw new AchievementsError('ERR_ACHIEVEMENTS_SCAN', TOO_SLOW, error);
  } finally {
    clearTimeout(timer);
    calledOff.abort();
  }
}
