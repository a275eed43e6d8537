import { expect } from 'chai';
import { type Memory, markSeen, takeNews as take } from '../../../src/web/model/seen.js';
import { badgeOf, idsOf, waitingOf } from '../support/badges.js';

function memoryOf(entries: Record<string, string> = {}): Memory {
  const map = new Map(Object.entries(entries));
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
}

const takeNews = (...given: Parameters<typeof take>) => take(...given).news.map(({ badge }) => badge);

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

  it('is a climb as well, the best first', () => {
    const memory = memoryOf();
    takeNews(memory, 'k', [a, b]);
    const climbed = badgeOf({ id: 'b', tier: 'Diamond' });
    const found = take(memory, 'k', [a, climbed, badgeOf({ id: 'c', tier: 'Olympian' })]);
    expect(found.news.map(({ badge, climbed }) => [badge.id, climbed])).to.deep.equal([
      ['c', false],
      ['b', true],
    ]);
    expect(takeNews(memory, 'k', [a, climbed])).to.deep.equal([]);
  });

  it('stays new, over visits, until somebody has looked at it', () => {
    const memory = memoryOf();
    takeNews(memory, 'k', [a]);
    takeNews(memory, 'k', [a, b]);
    expect([...take(memory, 'k', [a, b]).unseen]).to.deep.equal(['b']);
    markSeen(memory, 'k', ['b']);
    expect([...take(memory, 'k', [a, b]).unseen]).to.deep.equal([]);
  });

  it('goes on from the list of ids that earlier versions have left, and tells of no climb from before', () => {
    const memory = memoryOf({ k: '["a"]' });
    expect(idsOf(takeNews(memory, 'k', [a, b]))).to.deep.equal(['b']);
    expect(idsOf(takeNews(memory, 'k', [badgeOf({ id: 'a', tier: 'Olympian' }), b]))).to.deep.equal(['a']);
  });
});
