import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import type { Order, Task, TaskWord } from '#src/scan/messages.js';
import { Pool } from '#src/scan/pool.js';
import type { Worker } from '#src/scan/worker.js';
import { rejection } from '../support/rejection.js';
import { deferred, quiet, until } from '../support/scanning.js';

const HOME = {
  history: { kind: 'sqlite', databasePath: 'nowhere' },
  stateDir: 'nowhere',
  timeZone: 'UTC',
} as const;
const TASK: Task = { type: 'find', home: HOME, id: 'a' };
const silent = (): void => {};
const AN_HOUR = 3_600_000;

/** Does nothing by itself: the spec says when a task ends. */
class FakeWorker implements Worker {
  gone = false;
  readonly tasks: Task[] = [];
  readonly orders: Order['type'][] = [];
  readonly words: ((word: TaskWord) => void)[] = [];
  #task = deferred<void>();
  readonly left = deferred<void>();

  begin(task: Task, hear: (word: TaskWord) => void) {
    this.tasks.push(task);
    this.words.push(hear);
    this.#task = deferred<void>();
    return { ended: this.#task.promise, say: ({ type }: Order) => void this.orders.push(type) };
  }

  async end(): Promise<void> {
    this.#task.resolve();
    await quiet();
  }

  async break(): Promise<void> {
    this.gone = true;
    this.#task.reject(new AchievementsError('ERR_ACHIEVEMENTS_SCAN', 'Oh'));
    await quiet();
  }

  leave(): Promise<void> {
    this.gone = true;
    return this.left.promise;
  }
}

function poolOf(idleMs = AN_HOUR) {
  const started: FakeWorker[] = [];
  const start = async () => {
    const worker = new FakeWorker();
    started.push(worker);
    return worker;
  };
  return { pool: new Pool(start, idleMs), started };
}

/** Has a task done, well. */
async function done(pool: Pool, started: readonly FakeWorker[], keep: boolean): Promise<void> {
  const { ended } = pool.run(TASK, silent, () => keep);
  await quiet();
  await started.at(-1)?.end();
  await ended;
}

describe('A pool of workers', () => {
  it('has the next task done by who did the last, when that is worth keeping', async () => {
    const { pool, started } = poolOf();
    for (const keep of [true, true, false, true]) await done(pool, started, keep);
    expect(started.map(({ tasks }) => tasks.length)).to.deep.equal([3, 1]);
    expect(started.map(({ gone }) => gone)).to.deep.equal([true, false]);
  });

  it('passes on what is told of a task, and what is said to it, also before there is a worker', async () => {
    const { pool, started } = poolOf();
    const heard: TaskWord['type'][] = [];
    const { ended, say } = pool.run(
      TASK,
      ({ type }) => heard.push(type),
      () => true,
    );
    say({ type: 'stop' });
    await quiet();
    started[0]?.words[0]?.({ type: 'progress', scanned: 1, total: 2 });
    say({ type: 'stop' });
    await started[0]?.end();
    await ended;
    expect(started[0]?.orders).to.deep.equal(['stop', 'stop']);
    expect(heard).to.deep.equal(['progress']);
  });

  it('has tasks done side by side, and keeps one of those who did', async () => {
    const { pool, started } = poolOf();
    const running = [1, 2, 3].map(() => pool.run(TASK, silent, () => true));
    await quiet();
    for (const worker of started) await worker.end();
    await Promise.all(running.map(({ ended }) => ended));
    expect(started.map(({ gone }) => gone)).to.deep.equal([false, true, true]);
  });

  it('keeps nobody whose task went wrong', async () => {
    const { pool, started } = poolOf();
    const failing = rejection(pool.run(TASK, silent, () => true).ended, 'ERR_ACHIEVEMENTS_SCAN');
    await quiet();
    await started[0]?.break();
    await failing;
    await done(pool, started, true);
    expect(started).to.have.length(2);
  });

  it('takes another in place of one that ended while it had nothing to do', async () => {
    const { pool, started } = poolOf();
    await done(pool, started, true);
    for (const worker of started) worker.gone = true;
    await done(pool, started, true);
    expect(started).to.have.length(2);
  });

  it('fails a task for which no worker can be started, and only that', async () => {
    const worker = new FakeWorker();
    let tries = 0;
    const pool = new Pool(async () => {
      if (tries++ === 0) throw new AchievementsError('ERR_ACHIEVEMENTS_SCAN', 'Too many processes');
      return worker;
    }, AN_HOUR);
    await rejection(pool.run(TASK, silent, () => true).ended, 'ERR_ACHIEVEMENTS_SCAN');
    await done(pool, [worker], true);
    expect(worker.tasks).to.have.length(1);
  });

  it('lets who has had nothing to do for a while go', async () => {
    const { pool, started } = poolOf(1);
    await done(pool, started, true);
    await until(() => started[0]?.gone === true);
    await done(pool, started, false);
    expect(started).to.have.length(2);
  });

  it('closes when all have left, those that were let go before as well', async () => {
    const { pool, started } = poolOf();
    await done(pool, started, false);
    await done(pool, started, true);
    let closed = false;
    const closing = pool.close().then(() => {
      closed = true;
    });
    started[1]?.left.resolve();
    await quiet();
    expect({ closed, gone: started.map(({ gone }) => gone) }).to.deep.equal({
      closed: false,
      gone: [true, true],
    });
    started[0]?.left.resolve();
    await closing;
  });

  it('keeps nobody once it is closed', async () => {
    const { pool, started } = poolOf();
    const { ended } = pool.run(TASK, silent, () => true);
    await quiet();
    await pool.close();
    await started[0]?.end();
    await ended;
    expect(started[0]?.gone).to.equal(true);
  });
});
