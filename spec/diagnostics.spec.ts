import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { createDiagnostics } from '#src/diagnostics.js';
import { quiet } from './support/scanning.js';

const NAME = 'hermes-achievements:scan:start';

describe('Diagnostics channels', () => {
  const message = { full: true, startedAt: 5 };

  it('carry the message and the state directory of its router', () => {
    const seen: unknown[] = [];
    const see = (...seeing: unknown[]): void => void seen.push(seeing);
    subscribe(NAME, see);
    createDiagnostics('/a').publish(NAME, () => message);
    createDiagnostics('/b').publish(NAME, () => message);
    unsubscribe(NAME, see);
    createDiagnostics('/c').publish(NAME, () => message);
    expect(seen).to.deep.equal([
      [{ stateDir: '/a', ...message }, NAME],
      [{ stateDir: '/b', ...message }, NAME],
    ]);
  });

  it('cost nothing while nobody listens: no message is made', () => {
    createDiagnostics('/a').publish(NAME, () => expect.fail('somebody listens'));
  });

  it('take no harm from a subscriber that throws: the others hear, and Node tells the process later', async () => {
    const mistake = new Error('a mistake');
    const uncaught: unknown[] = [];
    const seen: unknown[] = [];
    const fail = (): void => {
      throw mistake;
    };
    const see = (seeing: unknown): void => void seen.push(seeing);
    subscribe(NAME, fail);
    subscribe(NAME, see);
    process.setUncaughtExceptionCaptureCallback((error) => void uncaught.push(error));
    try {
      createDiagnostics('/a').publish(NAME, () => message);
      expect(seen).to.have.length(1);
      expect(uncaught).to.deep.equal([]);
      await quiet();
      expect(uncaught).to.deep.equal([mistake]);
    } finally {
      process.setUncaughtExceptionCaptureCallback(null);
      unsubscribe(NAME, fail);
      unsubscribe(NAME, see);
    }
  });
});
