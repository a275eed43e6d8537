import { Worker as Thread } from 'node:worker_threads';
import { AchievementsError } from '../errors.js';
import { CONTROL, type ThreadWord } from './control.js';
import { entryFile } from './entry-file.js';
import { guardExit, requestStop } from './exit-guard.js';
import type { Task, TaskWord } from './messages.js';
import { type Doing, Errand, HEAP_MB, type Worker } from './worker.js';

/** The id of a thread that has ended. */
const GONE = -1;

/**
 * A thread of the host. SQLite's locks belong to the process, and thereby to the host as well: see `start-worker.ts`.
 * @throws AchievementsError when the thread cannot be started
 */
export function startThread(start: () => Thread = startEntry): Worker {
  const thread = start();
  thread.unref();
  return {
    get gone() {
      return thread.threadId === GONE;
    },
    begin: (task, hear) => begin(thread, task, hear),
    async leave() {
      if (thread.threadId === GONE) return;
      // Whoever closes waits for it. It ends by itself: nothing is torn down.
      thread.ref();
      await new Promise<void>((resolve) => {
        thread.once('exit', () => resolve());
        thread.postMessage({ word: { type: 'leave' } } satisfies ThreadWord);
      });
    },
  };
}

function startEntry(): Thread {
  const thread = new Thread(entryFile('scan-thread.js'), {
    // Not the host's own flags: some of them, as --input-type, are refused where a file is run.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    name: 'hermes-achievements',
  });
  // Whoever waits for a task hears of it; without any listener it would end the host.
  return thread.on('error', () => {});
}

function begin(thread: Thread, task: Task, hear: (word: TaskWord) => void): Doing {
  const control = new Int32Array(new SharedArrayBuffer(CONTROL.words * Int32Array.BYTES_PER_ELEMENT));
  const errand = new Errand(hear);
  const release = guardExit(control);
  const onMessage = errand.heard.bind(errand);
  const onError = (error: unknown): void => {
    errand.broke(brokenDown('The scanning thread broke down. The log says more.', error));
  };
  const onExit = (): void => {
    errand.broke(brokenDown('The scanning thread ended without a result.'));
  };
  const settle = (): void => {
    release();
    thread.unref();
    thread.off('message', onMessage).off('error', onError).off('exit', onExit);
  };
  thread.on('message', onMessage).on('error', onError).on('exit', onExit);
  // Listening for messages has taken it up again.
  thread.unref();
  thread.postMessage({ word: task, control } satisfies ThreadWord);
  return {
    ended: errand.ended.finally(settle),
    say(order) {
      if (errand.settled) return;
      if (order.type === 'stop') {
        // Whoever asked waits for the end.
        thread.ref();
        requestStop(control);
      } else thread.postMessage({ word: order } satisfies ThreadWord);
    },
  };
}

function brokenDown(message: string, cause?: unknown): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_SCAN',
    `${message} The next scan starts a fresh one.`,
    cause,
  );
}
