import { expect } from 'chai';
import { createQueue } from '#src/state/queue.js';

describe('queue', () => {
  it('starts a task only when the one before it has ended, also when that failed', async () => {
    const queue = createQueue();
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      if (name === 'a') throw new Error('a failed');
      return name;
    };
    const results = await Promise.allSettled([
      queue.run(task('a')),
      queue.run(task('b')),
      queue.run(task('c')),
    ]);
    expect(log).to.deep.equal(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('is settled only when tasks that were queued while waiting have ended, too', async () => {
    const queue = createQueue();
    const log: string[] = [];
    void queue.run(async () => {
      void queue.run(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        log.push('second');
      });
      log.push('first');
    });
    await queue.settled();
    expect(log).to.deep.equal(['first', 'second']);
  });
});
