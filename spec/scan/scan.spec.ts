import { expect } from 'chai';
import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { scan } from '#src/scan/scan.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import type { Message, SessionReader, SessionSource } from '#src/types.js';
import { rejection } from '../support/rejection.js';
import { type Scanned, scanned } from '../support/scanned.js';
import { quiet } from '../support/scanning.js';
import { from, observed, pagesOf, sourceOf } from '../support/sources.js';

const T = 1_790_000_000;

const run = scanned;

describe('A scan', () => {
  let history: MemorySession[];

  function session(id: string, start: number, ...contents: string[]): MemorySession {
    return {
      id,
      title: id.toUpperCase(),
      model: 'm',
      startedAt: T + start,
      messages: contents.map((content) => ({ role: 'user', content })),
    };
  }

  beforeEach(() => {
    history = [
      session('a', 0, 'traceback', 'x'),
      session('b', 1, 'docker'),
      session('c', 2),
      session('d', 3, 'y'),
    ];
  });

  function change(id: string, part: Partial<MemorySession>): void {
    history = history.map((old) => (old.id === id ? { ...old, ...part } : old));
  }

  async function rescan(known: Scanned | undefined) {
    const seen = observed(createMemorySource(history));
    const outcome = await run(seen.source, known);
    return { outcome, seen };
  }

  it('reads everything when nothing is known', async () => {
    const { outcome, seen } = await rescan(undefined);
    expect(outcome).to.include({ mode: 'full', rescanned: 4, reused: 0, messagesScanned: 4, changed: true });
    expect(outcome.records.map(({ id }) => id)).to.deep.equal(['d', 'c', 'b', 'a']);
    expect(outcome.records[3]?.contribution.counters).to.include({ traceback_events: 1 });
    expect(seen.reads.flat()).to.deep.equal(['d', 'c', 'b', 'a']);
    expect(seen.closed).to.equal(1);
  });

  it('reads those that started together in the order in which they are listed, and those without a start last', async () => {
    history = [
      { ...session('undated', 0), startedAt: null },
      ...['a', 'b', 'c'].map((id) => session(id, 1, 'x')),
      session('late', 2),
    ];
    const { outcome, seen } = await rescan(undefined);
    expect(seen.reads.flat()).to.deep.equal(['late', 'a', 'b', 'c', 'undated']);
    expect(outcome).to.include({ rescanned: 5, reused: 0 });
  });

  it('reads nothing when all is known', async () => {
    const first = (await rescan(undefined)).outcome;
    const { outcome, seen } = await rescan(first);
    expect(outcome).to.include({
      mode: 'incremental',
      rescanned: 0,
      reused: 4,
      messagesScanned: 0,
      changed: false,
    });
    expect(outcome.records).to.deep.equal(first.records);
    expect(seen.reads).to.deep.equal([]);
  });

  const changes: readonly [title: string, read: readonly string[], change: () => void][] = [
    ['one that is new', ['e'], () => history.push(session('e', 9, 'z'))],
    ['one that got a message', ['b'], () => change('b', session('b', 1, 'docker', 'docker'))],
    ['one that has another title', ['c'], () => change('c', { title: 'other' })],
    ['one that has another model', ['c'], () => change('c', { model: 'other' })],
    [
      'those that are new and those that changed',
      ['e', 'b'],
      () => {
        history.push(session('e', 9, 'z'));
        change('b', { title: 'other' });
      },
    ],
  ];
  for (const [title, read, make] of changes) {
    it(`reads of many sessions only ${title}, and counts as if it had read all`, async () => {
      const first = (await rescan(undefined)).outcome;
      make();
      const { outcome, seen } = await rescan(first);
      expect(seen.reads.flat()).to.deep.equal(read);
      expect(outcome).to.include({ mode: 'incremental', rescanned: read.length, changed: true });
      expect(outcome.reused).to.equal(history.length - read.length);
      expect(outcome.records).to.deep.equal((await rescan(undefined)).outcome.records);
    });
  }

  it('notices that a session is gone, and reads nothing for that', async () => {
    const first = (await rescan(undefined)).outcome;
    history = history.filter(({ id }) => id !== 'c');
    const { outcome, seen } = await rescan(first);
    expect(seen.reads).to.deep.equal([]);
    expect(outcome).to.include({ mode: 'incremental', rescanned: 0, reused: 3, changed: true });
    expect(outcome.records.map(({ id }) => id)).to.deep.equal(['d', 'b', 'a']);
  });

  it('takes an empty history for what it is', async () => {
    history = [];
    const { outcome } = await rescan(undefined);
    expect(outcome).to.deep.include({ mode: 'full', records: [], rescanned: 0, changed: true });
    expect((await rescan(outcome)).outcome).to.include({ mode: 'incremental', changed: false });
  });

  it('tells how far it is: what is known first, then each session', async () => {
    const { outcome: first } = await rescan(undefined);
    change('a', { title: 'other' });
    change('b', { title: 'other' });
    const told: [number, number][] = [];
    await run(createMemorySource(history), first, {
      progress: (done, total) => told.push([done, total]),
    });
    expect(told).to.deep.equal([
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  it('asks for all that changed at once, in scan order, and makes no rules ready when nothing has', async () => {
    let asked = 0;
    const part = {
      analyzer: async () => {
        asked++;
        return createAnalyzer(compileCounters());
      },
    };
    const seen = observed(createMemorySource(history));
    const first = await scanned(seen.source, undefined, {}, part);
    await scanned(seen.source, first, {}, part);
    expect(seen.reads).to.deep.equal([first.records.map(({ id }) => id)]);
    expect(asked).to.equal(1);
  });

  it('is over when the list is as the last scan saw it, and asks for nothing then', async () => {
    const { reader, identity } = { reader: createMemorySource(history), identity: 'a history' };
    const marked = (mark: string): SessionSource => ({
      open: async () => {
        const opened = await reader.open();
        return { ...opened, list: async () => ({ ...(await opened.list()), identity, mark }) };
      },
    });
    const nobody = () => Promise.reject(new Error('nobody asked'));
    const never = () => expect.fail('nothing was to be told');
    const hooks = { progress: never, stopped: () => false, reading() {} };
    const plan = { prepare: async () => {}, seen: async () => 'one', known: nobody, analyzer: nobody };
    const seen = observed(marked('one'));
    expect(await scan(seen.source, plan, hooks, T)).to.equal(undefined);
    expect([seen.opened, seen.closed, seen.reads.length]).to.deep.equal([1, 1, 0]);
    expect(await scan(marked('two'), plan, hooks, T).catch(String)).to.equal('Error: nobody asked');
    expect(await scanned(marked('two'))).to.include({ mark: 'two', sessions: 4 });
  });

  it('takes a content in slices, one after the other, as it takes a whole one', async () => {
    const asked: number[] = [];
    async function* slices() {
      for (const slice of ['git', ' push\n./a', '.py', new TextEncoder().encode(' traceback')]) {
        asked.push(asked.length);
        yield slice;
      }
    }
    const sliced = { ...from('a'), content: slices() };
    const outcome = await run(sourceOf(['a'], () => pagesOf([sliced])));
    const whole = { ...from('a'), content: 'git push\n./a.py traceback' };
    const expected = await run(sourceOf(['a'], () => pagesOf([whole])));
    expect(outcome.records).to.deep.equal(expected.records);
    expect(asked).to.have.length(4);
  });

  it('stops between slices', async () => {
    let asked = 0;
    async function* slices() {
      for (;;) yield `slice ${++asked}`;
    }
    const source = sourceOf(['a'], () => pagesOf([{ ...from('a'), content: slices() }]));
    await rejection(run(source, undefined, { stopped: () => asked > 3 }), 'ERR_ACHIEVEMENTS_CLOSED');
    expect(asked).to.equal(4);
  });

  it('counts a session that vanished after it was listed as one without messages', async () => {
    const outcome = await run(sourceOf(['a', 'b'], () => pagesOf([from('b')])));
    expect(outcome.records.map(({ id, title }) => [id, title])).to.deep.equal([
      ['a', 'Untitled'],
      ['b', 'hello'],
    ]);
    expect(outcome).to.include({ rescanned: 2, messagesScanned: 1 });
  });

  it('loses no session to a source that looks at a part of the list, or takes it twice', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const partly = (wanted: Iterable<unknown>) => {
      for (const _ of wanted) break;
      return pagesOf([from('b'), from('d')]);
    };
    const twice = (wanted: Iterable<unknown>) =>
      pagesOf([...wanted, ...wanted].length === 4 ? [from('b'), from('d')] : []);
    for (const messages of [partly, twice]) {
      const outcome = await run(sourceOf(ids, messages));
      expect(outcome.records.map(({ id, title }) => [id, title])).to.deep.equal([
        ['a', 'Untitled'],
        ['b', 'hello'],
        ['c', 'Untitled'],
        ['d', 'hello'],
      ]);
      expect(outcome).to.include({ sessions: 4, rescanned: 4, messagesScanned: 2 });
    }
  });

  it('takes a session’s messages from one page or several', async () => {
    const outcome = await run(
      sourceOf(['a', 'b'], () => pagesOf([from('a')], [], [from('a', 2), from('b')], [from('b', 2)])),
    );
    expect(outcome.messagesScanned).to.equal(4);
    const counts = outcome.records.map(({ contribution: { counters } }) => {
      const { message_count } = counters;
      return message_count;
    });
    expect(counts).to.deep.equal([2, 2]);
  });

  describe('over a source that goes wrong', () => {
    const wrong: readonly [title: string, pages: () => AsyncIterable<readonly Message[]>][] = [
      ['messages of a session that nobody asked for', () => pagesOf([from('a'), from('x'), from('b')])],
      ['a session’s messages in two pieces', () => pagesOf([from('a'), from('b'), from('a', 2)])],
      [
        'a session’s messages in two pieces on two pages',
        () => pagesOf([from('a'), from('b')], [from('a', 2)]),
      ],
    ];
    for (const [title, messages] of wrong) {
      it(`refuses ${title}, and closes it`, async () => {
        const seen = observed(sourceOf(['a', 'b'], messages));
        const { message } = await rejection(run(seen.source), 'ERR_ACHIEVEMENTS_SCAN');
        expect(message).to.match(/history source handed out messages .* not asked for, or in two pieces/);
        expect(seen.closed).to.equal(1);
      });
    }

    it('fails as it does, and closes it, when it cannot list', async () => {
      const list = () => Promise.reject(new Error('no list'));
      const seen = observed(sourceOf(['a'], () => pagesOf(), { list }));
      expect(await run(seen.source).then(String, String)).to.equal('Error: no list');
      expect([seen.opened, seen.closed]).to.deep.equal([1, 1]);
    });

    it('fails as it does when it cannot be opened', async () => {
      const readers: unknown[] = [];
      const source = { open: () => Promise.reject(new Error('no opening')) };
      const outcome = run(source, undefined, { reading: (reader) => readers.push(reader) });
      expect(await outcome.then(String, String)).to.equal('Error: no opening');
      expect(readers).to.deep.equal([]);
    });

    it('says what went wrong first when closing fails, too', async () => {
      const close = () => Promise.reject(new Error('not closed'));
      const readers: unknown[] = [];
      const hooks = { reading: (reader: unknown) => readers.push(typeof reader) };
      const list = () => Promise.reject(new Error('no list'));
      const broken = run(
        sourceOf(['a'], () => pagesOf(), { list, close }),
        undefined,
        hooks,
      );
      expect(await broken.then(String, String)).to.equal('Error: no list');
      const done = run(
        sourceOf(['a'], () => pagesOf(), { close }),
        undefined,
        hooks,
      );
      expect(await done.then(String, String)).to.equal('Error: not closed');
      expect(readers).to.deep.equal(['object', 'undefined', 'object', 'undefined']);
    });
  });

  describe('that is stopped', () => {
    it('lists nothing any more', async () => {
      let lists = 0;
      const list = async () => {
        lists++;
        return { identity: '', sessions: [] };
      };
      const seen = observed(sourceOf([], () => pagesOf(), { list }));
      await rejection(run(seen.source, undefined, { stopped: () => true }), 'ERR_ACHIEVEMENTS_CLOSED');
      expect([lists, seen.closed]).to.deep.equal([0, 1]);
    });

    it('ends at the next message', async () => {
      let told = 0;
      const seen = observed(createMemorySource([session('a', 0, ...Array<string>(100).fill('x'))]));
      const stopped = () => ++told > 50;
      await rejection(run(seen.source, undefined, { stopped }), 'ERR_ACHIEVEMENTS_CLOSED');
      expect(told).to.equal(51);
      expect(seen.closed).to.equal(1);
    });

    it('lets whoever stops it have the open reader, and no longer than it is open', async () => {
      const readers: (Pick<SessionReader, 'interrupt'> | undefined)[] = [];
      await run(createMemorySource(history), undefined, { reading: (reader) => readers.push(reader) });
      expect(readers.map((reader) => typeof reader?.interrupt)).to.deep.equal(['function', 'undefined']);
    });
  });

  it('lets others have their turn between sessions of the list and between messages, as often as they ask', async () => {
    let pauses = 0;
    const pause = () => (++pauses % 2 === 0 ? quiet() : undefined);
    const outcome = await run(createMemorySource(history), undefined, { pause });
    expect(pauses).to.equal(outcome.sessions + outcome.messagesScanned);
  });
});
