import { expect } from 'chai';
import { Sharing } from '#src/cache/sharing.js';
import { AchievementsError } from '#src/errors.js';
import type { SharedState } from '#src/state/shared-state.js';
import { ManualClock } from '../support/scanning.js';

const TTL = 1_000;

describe('One’s own homes in a cabinet that several machines share', () => {
  const PROBLEM = new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'The server stopped answering.');

  function stateOf(shared: Partial<SharedState>): SharedState {
    return {
      look: async () => {},
      problem: undefined,
      published: undefined,
      ttlMs: TTL,
      mayScan: true,
      refusal: undefined,
      ...shared,
    };
  }

  /** Whether a look at them is due. @param agoMs when they were scanned last; undefined: never */
  function isDue(agoMs: number | undefined, shared: Partial<SharedState> = {}, failing = false): boolean {
    const clock = new ManualClock();
    const lastScanAt = agoMs === undefined ? undefined : clock.now() - agoMs;
    return new Sharing(clock, { lastScanAt, failing, retryNow() {} }).isOwnDue(stateOf(shared), TTL);
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

  it('are due when the last look at them was in vain, without waiting until they are stale', () => {
    expect(isDue(0, {}, true)).to.equal(true);
    expect(isDue(0, { mayScan: false }, true)).to.equal(false);
  });

  it('are due where the store could not be asked, so that it is asked again', () => {
    expect(isDue(0, { mayScan: false, problem: PROBLEM })).to.equal(true);
  });

  it('are tried again once the store answers after it did not, and not each time that it answers', async () => {
    const events: string[] = [];
    const sharing = new Sharing(new ManualClock(), {
      lastScanAt: undefined,
      failing: false,
      retryNow: () => void events.push('tried again'),
    });
    for (const problem of [undefined, PROBLEM, PROBLEM, undefined, undefined]) {
      events.push(problem === undefined ? 'answers' : 'is away');
      await sharing.follow({ follow: async () => false }, stateOf({ problem }));
    }
    expect(events).to.deep.equal(['answers', 'is away', 'is away', 'answers', 'tried again', 'answers']);
  });
});
