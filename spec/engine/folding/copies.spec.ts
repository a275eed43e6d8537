import { expect } from 'chai';
import { losersOf } from '#src/engine/folding/copies.js';

const sessions = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([key, messages]) => ({ key, messages }));

describe('Copies of a session', () => {
  const losers = (...homes: Readonly<Record<string, number>>[]) =>
    [...losersOf(homes.map((counts, home) => ({ home, sessions: sessions(counts) })))].map(([home, keys]) => [
      home,
      [...keys].sort(),
    ]);

  it('count where there are more messages', () => {
    expect(losers({ a: 1, b: 5 }, { a: 2, b: 4 })).to.deep.equal([
      [0, ['a']],
      [1, ['b']],
    ]);
  });

  it('count in the home that comes first where there are as many', () => {
    expect(losers({ a: 3 }, { a: 3 }, { a: 3 })).to.deep.equal([
      [1, ['a']],
      [2, ['a']],
    ]);
  });

  it('count once, whatever the number of homes', () => {
    expect(losers({ a: 1 }, { a: 3 }, { a: 2 }, { b: 1 })).to.deep.equal([
      [0, ['a']],
      [2, ['a']],
    ]);
  });

  it('are none where nothing is twice', () => {
    expect(losers({ a: 1 }, { b: 1 }, {})).to.deep.equal([]);
  });
});
