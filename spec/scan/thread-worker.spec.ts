import { Worker as Thread } from 'node:worker_threads';
import { expect } from 'chai';
import type { Task, TaskWord } from '#src/scan/messages.js';
import { startThread } from '#src/scan/thread-worker.js';
import { rejection } from '../support/rejection.js';

const HOME = {
  history: { kind: 'sqlite', databasePath: 'nowhere' },
  stateDir: 'nowhere',
  timeZone: 'UTC',
} as const;
const TASK: Task = { type: 'find', home: HOME, id: 'a' };
const silent = (): void => {};

/** Runs, in place of the real thread, a text that may call `tell`, and hears `word` and `control` of the host. */
function threadOf(text: string) {
  const script = `const { parentPort } = require('node:worker_threads');
    const tell = (word) => parentPort.postMessage(word);
    parentPort.on('message', ({ word, control }) => { if (word.type === 'leave') parentPort.close(); else { ${text} } });
    tell({ type: 'ready' });`;
  const thread = new Thread(script, { eval: true }).on('error', silent);
  return { thread, worker: startThread(() => thread) };
}

const DONE = `Atomics.store(control, 1, 1); tell({ type: 'ended' });`;

describe('A thread that does tasks', () => {
  it('tells what it does, does the next task, and leaves when it is asked to', async () => {
    const { worker, thread } = threadOf(`tell({ type: 'progress', scanned: 1, total: 2 }); ${DONE}`);
    const heard: TaskWord['type'][] = [];
    for (let time = 0; time < 2; time++) await worker.begin(TASK, ({ type }) => heard.push(type)).ended;
    expect(heard).to.deep.equal(['progress', 'progress']);
    await worker.leave();
    expect({ gone: worker.gone, id: thread.threadId }).to.deep.equal({ gone: true, id: -1 });
  });

  it('is not burdened with what was left of each task, nor is the process', async () => {
    const { worker, thread } = threadOf(DONE);
    await worker.begin(TASK, silent).ended;
    const listeners = () => [
      process.listenerCount('exit'),
      thread.eventNames().map((name) => [name, thread.listenerCount(name)]),
    ];
    const before = listeners();
    for (let time = 0; time < 20; time++) await worker.begin(TASK, silent).ended;
    expect(listeners()).to.deep.equal(before);
    await worker.leave();
  });

  it('sees that it shall stop without hearing it, while it keeps its event loop', async () => {
    const { worker } = threadOf(`while (Atomics.load(control, 0) === 0); ${DONE}`);
    const doing = worker.begin(TASK, silent);
    doing.say({ type: 'stop' });
    await doing.ended;
    doing.say({ type: 'stop' });
    await worker.leave();
  });

  it('tells what went wrong', async () => {
    const { worker } = threadOf(
      `tell({ type: 'failed', code: 'ERR_ACHIEVEMENTS_SCAN', message: 'Oh' }); ${DONE}`,
    );
    const { message } = await rejection(worker.begin(TASK, silent).ended, 'ERR_ACHIEVEMENTS_SCAN');
    expect(message).to.equal('Oh');
    await worker.leave();
  });

  it('that breaks down, or ends without a word, is told of', async () => {
    for (const [text, what] of [
      [`throw new Error('broken')`, /broke down/],
      ['process.exit()', /without a result/],
    ] as const) {
      const { worker } = threadOf(text);
      const { message } = await rejection(worker.begin(TASK, silent).ended, 'ERR_ACHIEVEMENTS_SCAN');
      expect(message)
        .to.match(what)
        .and.to.match(/starts a fresh one/);
      await worker.leave();
      expect(worker.gone).to.equal(true);
    }
  });
});
