import { expect } from 'chai';
import { KeyingStore } from '#src/scan/cabinet/keying-store.js';
import { blockOf, ORIGIN } from '../../state/checkpoint/support.js';
import { MemoryStore } from '../../support/memory-store.js';

const NOTHING = { blocks: [], isAnew: false };

describe('What a scan has written', () => {
  let store: KeyingStore;
  beforeEach(() => {
    store = new KeyingStore(new MemoryStore());
  });

  const taken = () => {
    const { blocks, isAnew } = store.take();
    return { blocks: [...blocks.keys()], isAnew };
  };

  it('is told once: what was put, what has gone, and whether all was begun anew', async () => {
    store.startAnew();
    await store.put(blockOf('1.0', ['a']));
    store.remove('2.0');
    expect(taken()).to.deep.equal({ blocks: ['1.0', '2.0'], isAnew: true });
    expect(taken()).to.deep.equal(NOTHING);
  });

  it('is nothing after all was begun anew but what came then', async () => {
    await store.put(blockOf('1.0', ['a']));
    store.startAnew();
    await store.put(blockOf('2.0', ['b']));
    expect(taken()).to.deep.equal({ blocks: ['2.0'], isAnew: true });
  });

  for (const [what, giveUp] of [
    ['loaded again', () => store.load()],
    ['rolled back', () => store.rollBack()],
  ] as const)
    it(`counts no more when what is kept is ${what}`, async () => {
      await store.commit(ORIGIN);
      store.startAnew();
      await store.put(blockOf('1.0', ['a']));
      await giveUp();
      expect(taken()).to.deep.equal(NOTHING);
    });
});
