import { expect } from 'chai';
import { createEvents, type EventName } from '#src/events.js';
import type { ImportEvent } from '#src/types.js';
import { listeningLogger, quiet } from './support/scanning.js';

const IMPORT: ImportEvent = { count: 0, achievements: [] };

describe('Listeners', () => {
  function setUp() {
    const { logger, lines } = listeningLogger();
    const heard: string[] = [];
    const hear = (name: string) => () => void heard.push(name);
    return { events: createEvents(logger), lines, heard, hear };
  }

  it('hear the events of their name, with what belongs to them, in the order in which they came', () => {
    const { events, heard, hear } = setUp();
    const got: unknown[] = [];
    events.on('import', (event) => got.push(event));
    events.on('import', hear('second'));
    events.on('unlock', hear('unlock'));
    events.emit('import', IMPORT);
    expect(got).to.deep.equal([IMPORT]);
    expect(got[0]).to.equal(IMPORT);
    expect(heard).to.deep.equal(['second']);
  });

  it('hear as often as they were added, once if they asked for that, and no more when they left', () => {
    const { events, heard, hear } = setUp();
    const [twice, once, left] = [hear('twice'), hear('once'), hear('left')];
    events.on('import', twice);
    events.on('import', twice);
    events.once('import', once);
    events.on('import', left);
    events.off('import', left);
    events.emit('import', IMPORT);
    events.emit('import', IMPORT);
    expect(heard).to.deep.equal(['twice', 'twice', 'once', 'twice', 'twice']);
    events.once('unlock', left);
    events.off('unlock', left);
    events.off('import', left);
    events.off('import', twice);
    events.emit('import', IMPORT);
    expect(heard.slice(5)).to.deep.equal(['twice']);
  });

  it('that throw or reject stop nobody, and are told to the logger', async () => {
    const { events, lines, heard, hear } = setUp();
    events.on('import', () => {
      throw new Error('a mistake');
    });
    events.once('import', async () => {
      throw new Error('a late mistake');
    });
    events.on('import', () => Promise.reject(undefined));
    events.on('import', hear('last'));
    events.emit('import', IMPORT);
    expect(heard).to.deep.equal(['last']);
    await quiet();
    expect(lines).to.deep.equal(Array(3).fill("error: A listener for 'import' failed."));
  });

  it('may add and remove listeners while they are called: from the next event on', () => {
    const { events, heard, hear } = setUp();
    const next = hear('next');
    events.once('import', () => {
      events.off('import', last);
      events.on('import', next);
    });
    const last = hear('last');
    events.on('import', last);
    events.emit('import', IMPORT);
    expect(heard).to.deep.equal(['last']);
    events.emit('import', IMPORT);
    expect(heard).to.deep.equal(['last', 'next']);
  });

  it('are refused for an event that does not exist, and when they are no function', () => {
    const { events, hear } = setUp();
    for (const name of ['unlocked', 'error', '__proto__', undefined]) {
      const unknown = (): void => Reflect.apply(events.on, events, [name, hear('')]);
      expect(unknown).to.throw(TypeError, /^There is no event .*: listen to unlock or import\.$/);
    }
    for (const name of ['unlock', 'import'] satisfies EventName[]) {
      expect(() => Reflect.apply(events.on, events, [name, 'hear'])).to.throw(TypeError);
      expect(() => Reflect.apply(events.once, events, [name, undefined])).to.throw(TypeError);
    }
  });
});
