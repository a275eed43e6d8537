import { expect } from 'chai';
import { createConnection, withPatience } from '#src/source/sqlite/connection.js';
import type { SqliteDatabase } from '#src/sqlite/driver.js';
import { rejection } from '../../support/rejection.js';

const PATIENCE = { busyTimeoutMs: 1_000, retryDelaysMs: [1, 1, 1] };

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Fails with these codes one after the other, then succeeds. */
function failing(...codes: string[]): { reads: () => Promise<string>; tries: () => number } {
  let tries = 0;
  return {
    async reads() {
      const code = codes[tries];
      tries += 1;
      if (code !== undefined) throw withCode(code);
      return 'read';
    },
    tries: () => tries,
  };
}

describe('Patience with a database', () => {
  it('gets over errors that pass', async () => {
    expect(
      await withPatience(PATIENCE, failing('SQLITE_IOERR', 'SQLITE_CANTOPEN', 'SQLITE_IOERR').reads),
    ).to.equal('read');
  });

  it('has an end: the last error is the result', async () => {
    const { reads, tries } = failing(...Array<string>(9).fill('SQLITE_IOERR'));
    const error = await withPatience(PATIENCE, reads).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'SQLITE_IOERR');
    expect(tries()).to.equal(4);
  });

  it('waits for a lock as long as told, in slices', async () => {
    expect(await withPatience(PATIENCE, failing('SQLITE_BUSY', 'SQLITE_BUSY').reads)).to.equal('read');
    const { reads, tries } = failing(...Array<string>(99).fill('SQLITE_BUSY'));
    const error = await withPatience(PATIENCE, reads).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'SQLITE_BUSY');
    expect(tries()).to.equal(4);
  });

  it('is not wasted on errors that stay', async () => {
    const { reads, tries } = failing('SQLITE_CORRUPT');
    const error = await withPatience(PATIENCE, reads).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'SQLITE_CORRUPT');
    expect(tries()).to.equal(1);
  });

  it('ends when the result is not wanted any more', async () => {
    let wanted = true;
    const reads = async () => {
      wanted = false;
      throw withCode('SQLITE_BUSY');
    };
    const stopped = withPatience(PATIENCE, reads, () => {
      if (!wanted) throw new Error('stopped');
    });
    expect(await stopped.catch((error: Error) => error.message)).to.equal('stopped');
  });
});

describe('A connection', () => {
  /** A handle whose statements end when told. */
  function createHandle() {
    const running: { readonly sql: string; readonly done: (error: Error | null) => void }[] = [];
    const events: string[] = [];
    let onInterrupt = () => {};
    const handle: SqliteDatabase = {
      async prepare(sql) {
        events.push(`prepare ${sql}`);
        if (sql === 'wrong') throw withCode('SQLITE_ERROR');
        return {
          all: () =>
            new Promise((resolve, reject) => {
              running.push({ sql, done: (error) => (error ? reject(error) : resolve([])) });
            }),
          async finalize() {},
        };
      },
      async exec() {},
      interrupt() {
        events.push('interrupt');
        onInterrupt();
      },
      async close() {
        events.push('close');
      },
    };
    return {
      handle,
      running,
      events,
      interrupts: (count: number) =>
        new Promise<void>((resolve) => {
          let left = count;
          onInterrupt = () => {
            left -= 1;
            if (left === 0) resolve();
          };
        }),
      end: (sql: string, error: Error | null = null) =>
        running.find((statement) => statement.sql === sql)?.done(error),
    };
  }

  it('has at most two statements in flight', async () => {
    const { handle, running, end } = createHandle();
    const connection = createConnection(handle, PATIENCE);
    const all = Promise.all(['1', '2', '3'].map((sql) => connection.all(sql)));
    const second = connection.all('after');
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(running.map(({ sql }) => sql)).to.deep.equal(['1', '2']);
    end('1');
    end('2');
    await new Promise(setImmediate);
    expect(running.map(({ sql }) => sql)).to.deep.equal(['1', '2', '3', 'after']);
    end('3');
    end('after');
    await Promise.all([all, second]);
  });

  it('goes on interrupting until everything has ended, because a statement may only just be starting', async () => {
    const { handle, interrupts, end } = createHandle();
    const connection = createConnection(handle, PATIENCE);
    const read = connection.all('slow');
    await new Promise(setImmediate);
    const third = interrupts(3);
    connection.interrupt();
    await third;
    end('slow', withCode('SQLITE_INTERRUPT'));
    expect(await read.catch((error: Error) => error.message)).to.equal('SQLITE_INTERRUPT');
  });

  it('starts nothing once interrupted, not even what waited', async () => {
    const { handle, running, end } = createHandle();
    const connection = createConnection(handle, PATIENCE);
    const reads = ['1', '2', '3'].map((sql) => connection.all(sql));
    await new Promise(setImmediate);
    connection.interrupt();
    end('1');
    end('2');
    await rejection(Promise.all(reads), 'ERR_ACHIEVEMENTS_CLOSED');
    await rejection(connection.all('4'), 'ERR_ACHIEVEMENTS_CLOSED');
    expect(running.map(({ sql }) => sql)).to.deep.equal(['1', '2']);
  });

  it('closes when nothing is in flight', async () => {
    const { handle, events, end } = createHandle();
    const connection = createConnection(handle, PATIENCE);
    const read = connection.all('slow');
    await new Promise(setImmediate);
    const closing = connection.close().then(() => events.push('resolved'));
    expect(events).to.include('interrupt');
    await new Promise(setImmediate);
    expect(events).to.not.include('close');
    end('slow');
    await Promise.all([read, closing, connection.close()]);
    expect(events.filter((event) => event !== 'interrupt')).to.deep.equal([
      'prepare slow',
      'close',
      'resolved',
    ]);
  });

  it('prepares a statement once, even when it is wanted twice at the same time', async () => {
    const { handle, running, events } = createHandle();
    const connection = createConnection(handle, PATIENCE);
    const both = [connection.all('same'), connection.all('same')];
    await new Promise(setImmediate);
    for (const { done } of running) done(null);
    await Promise.all(both);
    const third = connection.all('same');
    await new Promise(setImmediate);
    running.at(-1)?.done(null);
    await third;
    await connection.close();
    expect(events.filter((event) => event.endsWith('same'))).to.deep.equal(['prepare same']);
  });

  it('prepares a statement anew that could not be prepared', async () => {
    const { handle, events } = createHandle();
    const connection = createConnection(handle, PATIENCE);
    for (const _ of [1, 2]) {
      const error = await connection.all('wrong').catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'SQLITE_ERROR');
    }
    await connection.close();
    expect(events).to.deep.equal(['prepare wrong', 'prepare wrong', 'close']);
  });
});
