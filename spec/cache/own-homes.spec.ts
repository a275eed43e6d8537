import { expect } from 'chai';
import { Sharing } from '#src/cache/sharing.js';
import { AchievementsError } from '#src/errors.js';
import type { SharedState } from '#src/state/shared-state.js';
import { ManualClock } from '../support/scanning.js';

const TTL = 1_000;

describe('One’s own homes in a cabinet that several machines share', () => {
  /** Whether a look at them is due. @param agoMs when they were scanned last; undefined: never */
  function isDue(agoMs: number | undefined, shared: Partial<SharedState> = {}): boolean {
    const clock = new ManualClock();
    const lastScanAt = agoMs === undefined ? undefined : clock.now() - agoMs;
    const state: SharedState = {
      look: async () => {},
      problem: undefined,
      published: undefined,
      ttlMs: TTL,
      mayScan: true,
      refusal: undefined,
      ...shared,
    };
    return new Sharing(clock, { lastScanAt, retryNow() {} }).isOwnDue(state, TTL);
  }

  it('are due when they were never looked at, or not for longer than a snapshot is fresh', () => {
    expect([undefined, TTL + 1, TTL, 1, 0].map((ago) => isDue(ago))).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('are due when the clock was set back since', () => {
    expect(isDue(-1)).to.equal(true);
  });

  it('are never due where there are none, or a newer version scans for all', () => {
    expect(isDue(undefined, { mayScan: false })).to.equal(false);
  });

  it('are due where the store could not be asked, so that it is asked again', () => {
    const problem = new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'The server stopped answering.');
    expect(isDue(0, { mayScan: false, problem })).to.equal(true);
  });
});
