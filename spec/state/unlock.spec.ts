import { expect } from 'chai';
import { notBefore } from '#src/state/unlock.js';
import { T, unlock } from './support.js';

describe('An unlock that may not be older than a time', () => {
  const climbed = {
    ...unlock(T),
    recorded_at: T + 10,
    tiers: {
      Copper: { reached_at: T, recorded_at: T + 10 },
      Silver: { reached_at: T + 20, recorded_at: T + 900 },
    },
  };

  it('stays as it is when it was recorded since', () => {
    expect(notBefore(climbed, T + 10)).to.equal(climbed);
  });

  it('is as if it had been recorded then, and a tier that came later stays', () => {
    expect(notBefore(climbed, T + 500)).to.deep.equal({
      ...climbed,
      recorded_at: T + 500,
      tiers: {
        Copper: { reached_at: T, recorded_at: T + 500 },
        Silver: { reached_at: T + 20, recorded_at: T + 900 },
      },
    });
  });

  it('without a time of recording is unlocked then', () => {
    expect(notBefore(unlock(T), T + 500)).to.deep.equal({ ...unlock(T), unlocked_at: T + 500 });
  });
});
