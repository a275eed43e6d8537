/** What every place where a home's history is kept has to do, be it files or a database. */

import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import type { BlockToStore, HomeStore, Stored } from '#src/state/home-store.js';
import { rejection } from '../support/rejection.js';
import { blockOf, entriesOf, fold, ORIGIN, records, storedOf } from './checkpoint/support.js';

/** One home's place, empty before each spec. */
export interface Place {
  /** Another process that shares it. */
  open(): HomeStore;
  /** From here on nothing can be saved there. Resolves with what mends that. */
  breakDown(): Promise<() => Promise<void>>;
}

/** Call it in a `describe`. @param place called in each spec, and for each run of a property: another home each time */
export function homeStoreContract(place: () => Promise<Place>): void {
  let home: Place;
  let store: HomeStore;
  let other: HomeStore;

  beforeEach(async () => {
    home = await place();
    store = home.open();
    other = home.open();
  });

  const [a, b, c] = [blockOf('1.0', ['s1', 's2']), blockOf('2.0', ['s3']), blockOf('undated.0', ['s4'])];
  const a2 = blockOf('1.0', ['s1', 's5'], 2);

  async function keep(...blocks: readonly BlockToStore[]): Promise<void> {
    for (const block of blocks) await store.put(block);
    await store.commit(ORIGIN);
  }

  async function expectIn(where: HomeStore, ...blocks: readonly BlockToStore[]): Promise<void> {
    deepStrictEqual(sorted(await where.load()), sorted(storedOf(blocks)));
    for (const { key, records } of blocks) {
      deepStrictEqual(await where.records({ key, entries: entriesOf(records) }), records);
      deepStrictEqual(await where.acceptedRecords({ key, entries: entriesOf(records) }), records);
    }
  }

  const recordsIn = (where: HomeStore, { key, records }: BlockToStore) =>
    where.records({ key, entries: entriesOf(records) });
  const acceptedIn = (where: HomeStore, { key, records }: BlockToStore) =>
    where.acceptedRecords({ key, entries: entriesOf(records) });

  it('holds what was committed when another rolls back that has not looked at it yet', async () => {
    for (const block of [a, b]) {
      store.startAnew();
      await keep(block);
      await home.open().rollBack();
      await expectIn(home.open(), block);
    }
  });

  it('holds nothing at first', async () => {
    expect(await store.load()).to.equal(undefined);
    expect(await store.isCurrent()).to.equal(false);
    expect(await store.stamp()).to.equal(undefined);
    expect(store.isSaved).to.equal(true);
    expect(await recordsIn(store, a)).to.equal(undefined);
    expect(await acceptedIn(store, a)).to.equal(undefined);
    store.remove(a.key);
    await store.rollBack();
  });

  it('gives to everybody what was committed', async () => {
    await keep(a, b, c);
    await expectIn(other, a, b, c);
    await expectIn(home.open(), a, b, c);
    await expectIn(store, a, b, c);
  });

  it('holds a commit of no block, which is another thing than no commit', async () => {
    await keep();
    expect(await other.load()).to.deep.equal({ ...ORIGIN, blocks: [] });
  });

  it('gives back what was kept, whatever is in it', async function () {
    const origin = fc.record({ analysisVersion: fc.string(), foldedBy: fc.string(), identity: fc.string() });
    const block = fc.record({ records, fold, checkedAt: fc.nat(4_200_000_000) }, { noNullPrototype: true });
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 3 }), origin, async (drawn, from) => {
        const fresh = await place();
        const [writer, reader] = [fresh.open(), fresh.open()];
        const blocks = drawn.map((each, number) => ({ ...each, key: `${number}.0` }));
        for (const each of blocks) await writer.put(each);
        await writer.commit(from);
        deepStrictEqual(await reader.load(), storedOf(blocks, { ...from }));
        for (const each of blocks)
          for (const where of [writer, reader]) deepStrictEqual(await recordsIn(where, each), each.records);
        await Promise.all([writer.close(), reader.close()]);
      }),
      { numRuns: 60 },
    );
  });

  it('counts nothing before it is committed, but shows it to who put it', async () => {
    await keep(a, b);
    await store.put(a2);
    store.remove(b.key);
    await store.put(c);
    deepStrictEqual(await recordsIn(store, a2), a2.records);
    deepStrictEqual(await acceptedIn(store, a), a.records);
    expect(await recordsIn(store, b)).to.equal(undefined);
    deepStrictEqual(await acceptedIn(store, b), b.records);
    deepStrictEqual(await recordsIn(store, c), c.records);
    expect(await acceptedIn(store, c)).to.equal(undefined);
    await expectIn(other, a, b);
    await store.commit(ORIGIN);
    await expectIn(other, a2, c);
  });

  it('forgets on a roll-back what was put and removed since the last commit', async () => {
    await keep(a, b);
    await store.put(a2);
    store.remove(b.key);
    await store.put(c);
    await store.rollBack();
    deepStrictEqual(await recordsIn(store, a), a.records);
    deepStrictEqual(await recordsIn(store, b), b.records);
    expect(await recordsIn(store, c)).to.equal(undefined);
    await store.commit(ORIGIN);
    await expectIn(other, a, b);
  });

  it('forgets on loading what was not committed', async () => {
    await keep(a);
    await store.put(b);
    await expectIn(store, a);
    expect(await recordsIn(store, b)).to.equal(undefined);
  });

  it('begins anew: nothing of before counts with the next commit, and until then all does', async () => {
    await keep(a, b);
    store.startAnew();
    expect(await recordsIn(store, a)).to.equal(undefined);
    deepStrictEqual(await acceptedIn(store, a), a.records);
    await store.put(c);
    await expectIn(other, a, b);
    deepStrictEqual(await acceptedIn(store, b), b.records);
    await store.commit(ORIGIN);
    await expectIn(other, c);
    expect(await acceptedIn(store, a)).to.equal(undefined);
  });

  it('begins anew as often as it is told, and not at all when that is rolled back', async () => {
    await keep(a, b);
    store.startAnew();
    await store.put(c);
    store.startAnew();
    await store.put(a2);
    await store.rollBack();
    deepStrictEqual(await recordsIn(store, a), a.records);
    await store.put(c);
    await store.commit(ORIGIN);
    await expectIn(other, a, b, c);
    for (const block of [a2, b]) {
      store.startAnew();
      await store.put(block);
      await store.commit(ORIGIN);
      await expectIn(other, block);
    }
  });

  it('notes that a block was checked that is as it was', async () => {
    await keep(a, b);
    const checked = { ...a, checkedAt: a.checkedAt + 500 };
    await keep(checked);
    await expectIn(other, checked, b);
  });

  it('keeps of which history it is, and by which rules', async () => {
    await keep(a);
    const origin = { analysisVersion: 'w', foldedBy: 'g', identity: 'another history' };
    await store.commit(origin);
    expect(await other.load()).to.deep.include(origin);
  });

  it('tells whether somebody else has committed since', async () => {
    await keep(a);
    expect([await store.isCurrent(), await other.isCurrent()]).to.deep.equal([true, false]);
    await other.load();
    expect([await store.isCurrent(), await other.isCurrent()]).to.deep.equal([true, true]);
    await other.put(b);
    expect([await store.isCurrent(), await other.isCurrent()]).to.deep.equal([true, true]);
    await other.commit(ORIGIN);
    expect([await store.isCurrent(), await other.isCurrent()]).to.deep.equal([false, true]);
    await expectIn(store, a, b);
    expect(await store.isCurrent()).to.equal(true);
  });

  it('has a stamp, which is another one after each change and the same for everybody', async () => {
    const stamps = new Set([await store.stamp()]);
    for (const block of [a, b, a2]) {
      await keep(block);
      stamps.add(await store.stamp());
      expect(await other.stamp()).to.equal(await store.stamp());
      await store.load();
      expect(await other.stamp()).to.equal(await store.stamp());
    }
    expect(stamps.size).to.equal(4);
  });

  it('gives the turn to one at a time', async () => {
    const held = await store.turn.take();
    expect(held).to.not.equal(undefined);
    expect(await other.turn.take()).to.equal(undefined);
    expect(await home.open().turn.take()).to.equal(undefined);
    await held?.release();
    const next = await other.turn.take();
    expect(next).to.not.equal(undefined);
    expect([store.turn.problem, other.turn.problem]).to.deep.equal([undefined, undefined]);
    expect(await store.turn.take()).to.equal(undefined);
    await next?.release();
  });

  it('may be used again when it was closed, and closed more than once', async () => {
    await store.close();
    await keep(a);
    await store.close();
    await store.close();
    deepStrictEqual(await recordsIn(store, a), a.records);
    await keep(b);
    await store.close();
    await expectIn(other, a, b);
  });

  it('holds in memory what cannot be saved, and saves it with the next commit', async () => {
    await keep(a, b);
    const stamp = await store.stamp();
    const mend = await home.breakDown();
    await store.put(a2);
    store.remove(b.key);
    await rejection(store.commit(ORIGIN), 'ERR_ACHIEVEMENTS_STATE');
    expect([store.isSaved, await store.isCurrent(), await store.stamp()]).to.deep.equal([
      false,
      true,
      undefined,
    ]);
    deepStrictEqual(await recordsIn(store, a2), a2.records);
    await store.put(c);
    await rejection(store.commit({ ...ORIGIN, identity: 'another history' }), 'ERR_ACHIEVEMENTS_STATE');
    await store.rollBack();
    for (const block of [a2, c]) deepStrictEqual(await acceptedIn(store, block), block.records);
    deepStrictEqual(await store.load(), storedOf([a2, c], { ...ORIGIN, identity: 'another history' }));

    await store.close();
    await mend();
    await expectIn(other, a, b);
    await store.commit(ORIGIN);
    expect([store.isSaved, await store.isCurrent()]).to.deep.equal([true, true]);
    expect(await store.stamp()).to.not.equal(stamp);
    await expectIn(other, a2, c);
  });

  it('saves the latest of many commits that could not be saved, also when they began anew', async () => {
    await keep(a, b);
    const mend = await home.breakDown();
    for (const [index, block] of [a2, b, c, blockOf('1.0', ['s1', 's2', 's3'], 9)].entries()) {
      if (index !== 1) store.startAnew();
      await store.put(block);
      await store.put(blockOf('5.0', ['s9', 's10', 's11'].slice(index % 2), index));
      await rejection(store.commit(ORIGIN), 'ERR_ACHIEVEMENTS_STATE');
    }
    await mend();
    await store.commit(ORIGIN);
    const latest = [blockOf('1.0', ['s1', 's2', 's3'], 9), blockOf('5.0', ['s10', 's11'], 3)];
    await expectIn(other, ...latest);
    await expectIn(store, ...latest);
  });

  it('is at each moment what was put, removed, committed and rolled back', async function () {
    this.timeout(120_000);
    const keys = ['1.0', '1.1', '2.0'];
    const step = fc.oneof(
      fc.record({
        do: fc.constant('put' as const),
        key: fc.constantFrom(...keys),
        number: fc.nat(3),
        size: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ do: fc.constant('remove' as const), key: fc.constantFrom(...keys) }),
      fc.record({ do: fc.constantFrom('commit', 'rollBack', 'startAnew', 'load', 'close', 'restart') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const fresh = await place();
        let here = fresh.open();
        let accepted: ReadonlyMap<string, BlockToStore> | undefined;
        let now = new Map<string, BlockToStore>();
        for (const each of steps) {
          if (each.do === 'put') {
            const block = blockOf(each.key, ['x', 'y', 'z'].slice(0, each.size), each.number);
            await here.put(block);
            now.set(each.key, block);
          } else if (each.do === 'remove') {
            here.remove(each.key);
            now.delete(each.key);
          } else if (each.do === 'commit') {
            await here.commit(ORIGIN);
            accepted = new Map(now);
          } else if (each.do === 'startAnew') {
            here.startAnew();
            now = new Map();
          } else if (each.do === 'close') await here.close();
          else {
            if (each.do === 'rollBack') await here.rollBack();
            if (each.do === 'restart') {
              await here.close();
              here = fresh.open();
            }
            if (each.do !== 'rollBack')
              deepStrictEqual(sorted(await here.load()), sorted(accepted && storedOf(accepted.values())));
            now = new Map(accepted);
          }
          for (const block of now.values()) deepStrictEqual(await recordsIn(here, block), block.records);
          for (const block of accepted?.values() ?? [])
            deepStrictEqual(await acceptedIn(here, block), block.records);
        }
        await here.close();
        const reader = fresh.open();
        deepStrictEqual(sorted(await reader.load()), sorted(accepted && storedOf(accepted.values())));
        await reader.close();
      }),
      { numRuns: 80 },
    );
  });
}

/** Blocks are in no order. */
function sorted(stored: Stored | undefined): Stored | undefined {
  return stored && { ...stored, blocks: stored.blocks.toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}
