import { expect } from 'chai';
import { backoffMs } from '#src/cache/refresh/backoff.js';

describe('The wait after a failure', () => {
  it('doubles with each further one, up to five minutes', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 2_000].map((failures) => backoffMs(failures, 0) / 1_000);
    expect(waits).to.deep.equal([5, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('is never longer than five seconds where a store could not be asked', () => {
    const waits = [1, 2, 3, 4, 5, 2_000].map((failures) => backoffMs(failures, 0, true) / 1_000);
    expect(waits).to.deep.equal([1, 2, 4, 5, 5, 5]);
  });

  it('is shorter by chance, by a quarter at most', () => {
    expect([0, 0.5, 1].map((chance) => backoffMs(1, chance))).to.deep.equal([5_000, 4_375, 3_750]);
    expect(backoffMs(100, 1)).to.equal(225_000);
  });
});
