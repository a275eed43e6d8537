import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import type { WorkerMessage, WorkerTask } from '#src/scan/messages.js';
import { WorkerThreads } from '#src/scan/worker-threads.js';
import { rejection } from '../support/rejection.js';

const TASK: WorkerTask = { task: 'records', checkpoint: { path: 'nowhere' } };
const silent = (): void => {};

/** Runs, in place of the real thread, a text that hears `task` and may call `tell`. */
function threadsOf(text: string) {
  const started: Worker[] = [];
  const script = `const { parentPort } = require('node:worker_threads');
    const tell = (message) => parentPort.postMessage(message);
    parentPort.on('message', ({ task }) => { if (task === 'end') parentPort.close(); else { ${text} } });`;
  const threads = new WorkerThreads(() => {
    const worker = new Worker(script, { eval: true }).on('error', silent);
    started.push(worker);
    return worker;
  });
  return { threads, started };
}

describe('Threads for tasks', () => {
  it('do the next task too when they are kept, and end when they are not', async () => {
    const { threads, started } = threadsOf(
      `tell({ type: 'progress', scanned: 1, total: 2 }); tell({ type: 'ended' });`,
    );
    const heard: WorkerMessage['type'][] = [];
    for (const keep of [true, true, false, true]) {
      await threads.run(
        TASK,
        ({ type }) => heard.push(type),
        () => keep,
      );
    }
    expect(started).to.have.length(2);
    expect(heard).to.deep.equal(['progress', 'progress', 'progress', 'progress']);
    await threads.close();
    expect(started.map(({ threadId }) => threadId)).to.deep.equal([-1, -1]);
  });

  it('are not burdened with what was left of each task', async () => {
    const { threads, started } = threadsOf(`tell({ type: 'ended' });`);
    await threads.run(TASK, silent, () => true);
    const listeners = () => started[0]?.eventNames().map((name) => [name, started[0]?.listenerCount(name)]);
    const before = listeners();
    for (let time = 0; time < 20; time++) await threads.run(TASK, silent, () => true);
    expect(started).to.have.length(1);
    expect(listeners()).to.deep.equal(before);
    await threads.close();
  });

  it('work side by side, and one of them is kept', async () => {
    const { threads, started } = threadsOf(`tell({ type: 'ended' });`);
    const run = () => threads.run(TASK, silent, () => true);
    await Promise.all([run(), run(), run()]);
    expect(started).to.have.length(3);
    await Promise.all([run(), run()]);
    expect(started).to.have.length(4);
    await threads.close();
    expect(started.every(({ threadId }) => threadId === -1)).to.equal(true);
  });

  it('are not kept when something went wrong, or when no further task will come', async () => {
    const failed = `tell({ type: 'failed', code: 'ERR_ACHIEVEMENTS_SCAN', message: 'Oh' }); tell({ type: 'ended' });`;
    const { threads, started } = threadsOf(failed);
    const { message } = await rejection(
      threads.run(TASK, silent, () => true),
      'ERR_ACHIEVEMENTS_SCAN',
    );
    expect(message).to.equal('Oh');
    await threads.close();
    expect(started.map(({ threadId }) => threadId)).to.deep.equal([-1]);

    const other = threadsOf(`tell({ type: 'ended' });`);
    const running = other.threads.run(TASK, silent, () => true);
    await other.threads.close();
    await running;
    await other.threads.close();
    expect(other.started.map(({ threadId }) => threadId)).to.deep.equal([-1]);
  });

  it('that break down, or end without a word, are told of, and replaced', async () => {
    for (const [text, what] of [
      [`throw new Error('broken')`, /broke down/],
      ['process.exit()', /without a result/],
    ] as const) {
      const { threads, started } = threadsOf(text);
      for (let time = 0; time < 2; time++) {
        const { message } = await rejection(
          threads.run(TASK, silent, () => true),
          'ERR_ACHIEVEMENTS_SCAN',
        );
        expect(message).to.match(what);
      }
      expect(started).to.have.length(2);
      await threads.close();
    }
  });

  it('that end while nobody needs them are replaced', async () => {
    const { threads, started } = threadsOf(`tell({ type: 'ended' });`);
    await threads.run(TASK, silent, () => true);
    await started[0]?.terminate();
    await threads.run(TASK, silent, () => true);
    expect(started).to.have.length(2);
    await threads.close();
  });
});
