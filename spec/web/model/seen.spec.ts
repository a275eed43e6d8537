import { expect } from 'chai';
import { type Memory, takeNews } from '../../../src/web/model/seen.js';
import { badgeOf, idsOf, waitingOf } from '../support/badges.js';

function memoryOf(entries: Record<string, string> = {}): Memory {
  const map = new Map(Object.entries(entries));
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
}

const a = badgeOf({ id: 'a' });
const b = badgeOf({ id: 'b' });

describe('what is new since the last visit', () => {
  it('is nothing on the first visit, however much is unlocked', () => {
    expect(takeNews(memoryOf(), 'k', [a, b])).to.deep.equal([]);
  });

  it('is what was unlocked meanwhile, once', () => {
    const memory = memoryOf();
    takeNews(memory, 'k', [a]);
    expect(idsOf(takeNews(memory, 'k', [a, b, waitingOf({ id: 'c' })]))).to.deep.equal(['b']);
    expect(takeNews(memory, 'k', [a, b])).to.deep.equal([]);
  });

  it('is the first badge too, when the first visit found none', () => {
    const memory = memoryOf();
    takeNews(memory, 'k', []);
    expect(idsOf(takeNews(memory, 'k', [a]))).to.deep.equal(['a']);
  });

  it('is not what was seen before everything was reset', () => {
    const memory = memoryOf();
    takeNews(memory, 'k', [a, b]);
    takeNews(memory, 'k', []);
    expect(takeNews(memory, 'k', [a])).to.deep.equal([]);
  });

  it('is remembered for each cabinet by itself', () => {
    const memory = memoryOf();
    takeNews(memory, 'one', [a]);
    takeNews(memory, 'two', []);
    expect(takeNews(memory, 'one', [a])).to.deep.equal([]);
    expect(idsOf(takeNews(memory, 'two', [a]))).to.deep.equal(['a']);
  });

  it('starts anew from a memory that holds something else', () => {
    for (const odd of ['', '{', 'null', '{"a":1}', '7']) {
      const memory = memoryOf({ k: odd });
      expect(takeNews(memory, 'k', [a]), odd).to.deep.equal([]);
      expect(idsOf(takeNews(memory, 'k', [a, b])), odd).to.deep.equal(['b']);
    }
  });

  it('is nothing where nothing can be remembered, or it would be celebrated on each visit', () => {
    const refuse = () => {
      throw new Error('storage is off');
    };
    expect(takeNews({ getItem: refuse, setItem: refuse }, 'k', [a])).to.deep.equal([]);
    expect(takeNews({ getItem: () => '[]', setItem: refuse }, 'k', [a])).to.deep.equal([]);
  });
});
