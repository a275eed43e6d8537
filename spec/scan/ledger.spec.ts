import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { aggregate, aggregateOf } from '#src/engine/folding/aggregate.js';
import { foldOf } from '#src/engine/folding/fold.js';
import { DamagedBlocks } from '#src/scan/damaged-blocks.js';
import { Ledger } from '#src/scan/ledger.js';
import type { SessionRecord } from '#src/types.js';
import { MemoryStore, SharedMemory } from '../support/memory-store.js';
import { recordOf, utc } from '../support/records.js';

const DAY = 86_400;
const NOON = DAY / 2;
const ORIGIN = { analysisVersion: 'v', foldedBy: 'f', identity: 'i' };
const MOST_SESSIONS = 128;

/** A session of a day. @param count what it adds */
function sessionOf(id: string, day: number | null, count = 1): SessionRecord {
  const startedAt = day === null ? null : day * DAY + NOON;
  return recordOf(
    { id, startedAt, fingerprint: `${id} ${day} ${count}`, title: `${id} ${count}`, model: `maker/${count}` },
    { tool_call_count: count, traceback_events: count % 2 },
  );
}

const named = (prefix: string, length: number, day: number | null) =>
  Array.from({ length }, (_, index) => sessionOf(`${prefix}${index}`, day, index));

/** A history, and what is known of it. */
class Home {
  readonly shared = new SharedMemory();
  store = new MemoryStore(this.shared);
  ledger = new Ledger(this.store, utc);
  sessions = new Map<string, SessionRecord>();
  now = 1_000;

  put(...records: readonly SessionRecord[]): void {
    for (const record of records) this.sessions.set(record.id, record);
  }

  /** As a scan does it: only sessions whose fingerprint is another one are read. */
  async scan(): Promise<{ readonly read: number; readonly changed: boolean }> {
    this.now += 1_000;
    this.store.watch();
    this.ledger.beginScan();
    let [read, changed] = [0, false];
    for (const record of this.sessions.values()) {
      const known = this.ledger.get(record.id);
      if (known !== undefined) known.met = true;
      if (known?.fingerprint === record.fingerprint) continue;
      read++;
      if (this.ledger.stage(record)) changed = (await this.ledger.write(this.now)) || changed;
    }
    this.ledger.forget(this.ledger.unmet());
    changed = (await this.ledger.write(this.now)) || changed;
    await this.store.commit(ORIGIN);
    return { read, changed };
  }

  /** Another process goes on from what was committed; blocks that cannot be read are not known to it. */
  async restart(): Promise<void> {
    const { damaged } = this.store;
    this.store = new MemoryStore(this.shared);
    const stored = await this.store.load();
    for (const key of damaged) this.store.remove(key);
    this.ledger = new Ledger(
      this.store,
      utc,
      stored?.blocks.filter(({ key }) => !damaged.has(key)),
    );
  }

  /** What is known is what one fold over all says, block by block and as a whole. */
  expectRight(): void {
    const all = [...this.sessions.values()];
    deepStrictEqual(aggregateOf(this.ledger.fold()), aggregate(all, utc));
    const kept = this.store.blocks.flatMap(({ records }) => records);
    expect(kept).to.have.deep.members(all);
    for (const { key, records, fold } of this.store.blocks) {
      deepStrictEqual(aggregateOf(fold), aggregate(records, utc));
      expect(records.length).to.be.within(1, MOST_SESSIONS);
      const days = new Set(records.map(({ startedAt }) => startedAt && Math.floor(startedAt / DAY)));
      expect([...days].map((day) => String(day ?? 'undated'))).to.deep.equal([key.split('.')[0]]);
    }
  }
}

describe('The ledger of a history', () => {
  let home: Home;

  beforeEach(() => {
    home = new Home();
  });

  it('puts sessions of a day together, and those without a time', async () => {
    home.put(...named('a', 3, 20_000), ...named('b', 2, 20_001), ...named('c', 2, null));
    expect(await home.scan()).to.deep.equal({ read: 7, changed: true });
    expect(home.store.puts).to.have.members(['20000.0', '20001.0', 'undated.0']);
    expect(home.store.reads).to.deep.equal([]);
    home.expectRight();
  });

  it('goes by the local day', async () => {
    const tokyo = new Ledger(home.store, (time) => utc(time + 9 * 3_600));
    tokyo.stage(recordOf({ id: 'late', startedAt: 20_000 * DAY + 16 * 3_600 }));
    await tokyo.write(1);
    expect(home.store.puts).to.deep.equal(['20001.0']);
  });

  it('writes nothing when nothing has changed', async () => {
    home.put(...named('a', 3, 20_000));
    await home.scan();
    expect(await home.scan()).to.deep.equal({ read: 0, changed: false });
    expect([home.store.puts, home.store.reads]).to.deep.equal([[], []]);
  });

  it('folds a session that has changed with its block alone', async () => {
    home.put(...named('a', 3, 20_000), ...named('b', 3, 20_001), ...named('c', 3, null));
    await home.scan();
    home.put(sessionOf('b1', 20_001, 9));
    expect(await home.scan()).to.deep.equal({ read: 1, changed: true });
    expect([home.store.puts, home.store.reads]).to.deep.equal([['20001.0'], ['20001.0']]);
    home.expectRight();
  });

  it('takes a new session into the block of its day, or begins one', async () => {
    home.put(...named('a', 3, 20_000));
    await home.scan();
    home.put(sessionOf('new', 20_000));
    await home.scan();
    expect(home.store.puts).to.deep.equal(['20000.0']);
    home.put(sessionOf('newer', 20_005));
    await home.scan();
    expect([home.store.puts, home.store.reads]).to.deep.equal([['20005.0'], []]);
    home.expectRight();
  });

  it('takes a session that moves to another day out of its old block', async () => {
    home.put(...named('a', 3, 20_000), ...named('b', 3, 20_001), ...named('c', 3, 20_002));
    await home.scan();
    home.put(sessionOf('a1', 20_001, 9));
    await home.scan();
    expect(home.store.puts).to.have.members(['20000.0', '20001.0']);
    home.expectRight();
    home.put(sessionOf('a1', null, 9));
    await home.scan();
    expect(home.store.puts).to.have.members(['20001.0', 'undated.0']);
    home.expectRight();
  });

  it('takes a session that is gone out of its block, and a block without sessions away', async () => {
    home.put(...named('a', 3, 20_000), ...named('b', 1, 20_001));
    await home.scan();
    home.sessions.delete('a1');
    expect(await home.scan()).to.deep.equal({ read: 0, changed: true });
    expect([home.store.puts, home.store.removes]).to.deep.equal([['20000.0'], []]);
    home.expectRight();
    home.sessions.delete('b0');
    await home.scan();
    expect([home.store.puts, home.store.removes]).to.deep.equal([[], ['20001.0']]);
    home.expectRight();
    home.put(sessionOf('again', 20_001));
    await home.scan();
    expect(home.store.puts).to.deep.equal(['20001.0']);
    home.expectRight();
  });

  it('tells whether anything came of what was read again', async () => {
    home.put(...named('a', 3, 20_000));
    await home.scan();
    const [record] = home.sessions.values();
    if (record === undefined) return expect.fail('no session');
    home.ledger.stage(record);
    expect(await home.ledger.write(5), 'as it was').to.equal(false);
    for (const each of [...home.sessions.values()].toReversed()) home.ledger.stage(each);
    expect(await home.ledger.write(5), 'as it was, in another order').to.equal(false);
    home.ledger.stage({
      ...record,
      contribution: { ...record.contribution, counters: { tool_call_count: 7 } },
    });
    expect(await home.ledger.write(5), 'other counts').to.equal(true);
  });

  it(`keeps at most ${MOST_SESSIONS} sessions in a block`, async () => {
    home.put(...named('a', 300, 20_000));
    await home.scan();
    expect(home.store.blocks.map(({ key, records }) => [key, records.length])).to.deep.equal([
      ['20000.0', 128],
      ['20000.1', 128],
      ['20000.2', 44],
    ]);
    home.put(...named('b', 90, 20_000));
    await home.scan();
    expect(home.store.puts).to.have.members(['20000.2', '20000.3']);
    home.expectRight();
  });

  it('takes new sessions into the room that those which are gone have left', async () => {
    home.put(...named('a', MOST_SESSIONS, 20_000));
    await home.scan();
    for (let index = 0; index < 50; index++) home.sessions.delete(`a${index}`);
    await home.scan();
    home.put(...named('b', 50, 20_000));
    await home.scan();
    expect(home.store.blocks.map(({ key }) => key)).to.deep.equal(['20000.0']);
    home.expectRight();
  });

  it('folds one block for one change after an import of thousands into one day', async () => {
    home.put(...named('a', 5_000, 20_000));
    await home.scan();
    home.expectRight();
    home.put(sessionOf('a2500', 20_000, 77_777));
    expect(await home.scan()).to.deep.equal({ read: 1, changed: true });
    expect([home.store.puts.length, home.store.reads.length]).to.deep.equal([1, 1]);
    home.put(sessionOf('new', 20_000));
    await home.scan();
    expect(home.store.puts).to.have.length(1);
    home.expectRight();
  });

  it('says when it is time to write, so that not all records wait in memory', async () => {
    const said = named('a', 5_000, 20_000).map((record) => home.ledger.stage(record));
    expect(said.indexOf(true)).to.be.within(500, 4_000);
    await home.ledger.write(1);
    expect(home.ledger.stage(sessionOf('one more', 20_000))).to.equal(false);
  });

  it('counts in what waits, before it is written', () => {
    const all = named('a', 20, 20_000);
    for (const record of all) home.ledger.stage(record);
    expect(aggregateOf(home.ledger.fold())).to.deep.equal(aggregate(all, utc));
    expect(home.store.puts).to.deep.equal([]);
  });

  it('goes on after a restart from what was committed', async () => {
    home.put(...named('a', 200, 20_000), ...named('c', 2, null));
    await home.scan();
    await home.restart();
    expect(home.store.reads, 'the folds do').to.deep.equal([]);
    home.expectRight();
    home.put(sessionOf('a150', 20_000, 9));
    expect(await home.scan()).to.deep.equal({ read: 1, changed: true });
    expect(home.store.puts).to.deep.equal(['20000.1']);
    home.expectRight();
  });

  it('knows a history without sessions from one of which nothing is known', async () => {
    expect(home.ledger.isNew).to.equal(true);
    await home.scan();
    expect(home.ledger.isNew).to.equal(false);
    await home.restart();
    expect(home.ledger.isNew).to.equal(false);
    expect(new Ledger(home.store, utc).isNew).to.equal(true);
  });

  describe('whose blocks cannot be read any more', () => {
    beforeEach(async () => {
      home.put(...named('a', 3, 20_000), ...named('b', 3, 20_001), ...named('c', 3, 20_002));
      await home.scan();
      home.store.damaged.add('20000.0').add('20002.0');
    });

    it('tells of all of them at once, when it needs the records of one', async () => {
      home.ledger.stage(sessionOf('a1', 20_000, 9));
      const error = await home.ledger.write(5).catch((thrown: unknown) => thrown);
      if (!(error instanceof DamagedBlocks)) return expect.fail(String(error));
      expect([...error.keys]).to.have.members(['20000.0', '20002.0']);
    });

    it('needs none when all of their sessions are new, or gone', async () => {
      home.put(...named('a', 2, 20_000).map((each) => ({ ...each, fingerprint: 'new' })));
      home.sessions.delete('a2');
      await home.scan();
      home.expectRight();
    });

    it('knows nothing of their sessions after a restart, and is right once these are read', async () => {
      await home.restart();
      expect(await home.scan()).to.include({ read: 6 });
      home.expectRight();
    });
  });

  describe('of which the blocks are checked that were checked longest ago', () => {
    const idsOf = (share: number, before = 1_000_000) => [...home.ledger.oldest(share, before)].sort();

    beforeEach(async () => {
      for (const [index, day] of [20_002, 20_000, 20_001, 20_003].entries()) {
        home.put(...named(`d${day} `, 2, day));
        await home.scan();
        expect(home.now).to.equal(2_000 + index * 1_000);
      }
    });

    it('begins with the oldest', () => {
      expect(idsOf(0.25)).to.deep.equal(['d20002 0', 'd20002 1']);
      expect(idsOf(0.5)).to.deep.equal(['d20000 0', 'd20000 1', 'd20002 0', 'd20002 1']);
      expect(idsOf(1)).to.have.length(8);
      expect(idsOf(0)).to.deep.equal([]);
      expect(home.ledger.checkedAt).to.equal(2_000);
    });

    it('leaves out those that were checked since', () => {
      expect(idsOf(1, 3_000)).to.deep.equal(['d20002 0', 'd20002 1']);
      expect(idsOf(1, 2_000)).to.deep.equal([]);
    });

    it('counts a block as checked when all of its sessions were read, not before', async () => {
      home.put(sessionOf('d20002 0', 20_002, 5));
      await home.scan();
      expect(home.ledger.checkedAt).to.equal(2_000);
      home.put(sessionOf('d20002 0', 20_002, 6), sessionOf('d20002 1', 20_002, 6));
      await home.scan();
      expect(home.ledger.checkedAt).to.equal(3_000);
      expect(idsOf(0.25)).to.deep.equal(['d20000 0', 'd20000 1']);
    });

    it('remembers that over a restart', async () => {
      await home.restart();
      expect(home.ledger.checkedAt).to.equal(2_000);
      expect(idsOf(0.25)).to.deep.equal(['d20002 0', 'd20002 1']);
    });

    it('is checked at no time without sessions', () => {
      expect(new Home().ledger.checkedAt).to.equal(undefined);
    });
  });

  it('tells each day’s sum and sessions, in the order of the days, without those of no day', async () => {
    home.put(
      ...named('b', 200, 20_001),
      ...named('a', 3, 20_000),
      ...named('z', 2, 0),
      ...named('c', 2, null),
    );
    await home.scan();
    const days = [...home.ledger.days()];
    expect(days.map(({ day }) => day)).to.deep.equal([0, 20_000, 20_001]);
    for (const { day, fold } of days) {
      const records = [...home.sessions.values()].filter(
        ({ startedAt }) => startedAt !== null && Math.floor(startedAt / DAY) === day,
      );
      deepStrictEqual(aggregateOf(fold), aggregateOf(foldOf(records, utc)));
      expect(await home.ledger.recordsOf(day)).to.have.deep.members(records);
    }
    expect(await home.ledger.recordsOf(7)).to.deep.equal([]);
  });

  it('looks one session up in its block', async () => {
    home.put(...named('a', 200, 20_000), ...named('b', 2, 20_001));
    await home.scan();
    home.store.watch();
    expect(await home.ledger.find('a150')).to.deep.equal(home.sessions.get('a150'));
    expect(home.store.reads).to.deep.equal(['20000.1']);
    expect(await home.ledger.find('none')).to.equal(undefined);
  });

  it('is right after any history of changes, restarts and damage', async function () {
    this.timeout(120_000);
    const day = fc.constantFrom(null, 20_000, 20_001, 20_002);
    const id = fc.constantFrom(...'abcdefgh');
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), id, day, count: fc.nat(4) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), id }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('import' as const), day, size: fc.nat(300) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('damage' as const), at: fc.nat() }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('scan' as const, 'restart' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const one = new Home();
        for (const each of [...steps, { do: 'scan' as const }]) {
          if (each.do === 'put') one.put(sessionOf(each.id, each.day, each.count));
          else if (each.do === 'delete') one.sessions.delete(each.id);
          else if (each.do === 'import') one.put(...named('i', each.size, each.day));
          else if (each.do === 'damage') {
            const { key } = one.store.blocks[each.at % Math.max(1, one.store.blocks.length)] ?? {};
            if (key !== undefined) one.store.damaged.add(key);
          } else if (each.do === 'restart') await one.restart();
          else {
            await one.scan().catch(async (error: unknown) => {
              // As a job does it: what is known begins anew without them.
              if (!(error instanceof DamagedBlocks)) throw error;
              for (const key of error.keys) one.store.damaged.add(key);
              await one.restart();
              await one.scan();
            });
            one.expectRight();
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
