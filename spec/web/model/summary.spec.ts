import { expect } from 'chai';
import { highestTier, nextUp, recentUnlocks, SHELVES, shelfCounts } from '../../../src/web/model/summary.js';
import { timeline } from '../../../src/web/model/timeline.js';
import { badgeOf, idsOf, secretOf, waitingOf } from '../support/badges.js';
import { allOlympian, goodYear, nothingYet } from '../support/snapshots.js';

describe('the summary', () => {
  it('counts every unlocked badge on one shelf', () => {
    const { achievements, unlocked_count } = goodYear();
    const counts = shelfCounts(achievements);
    expect(SHELVES.reduce((sum, shelf) => sum + counts[shelf], 0)).to.equal(unlocked_count);
    expect(counts.Feat).to.be.above(0);
  });

  it('names the highest tier of what is unlocked, not of what a part of the history has reached', () => {
    expect(highestTier([badgeOf(), badgeOf({ tier: 'Copper' })])).to.equal('Gold');
    expect(highestTier([waitingOf({ tier: 'Olympian' })])).to.equal(undefined);
    expect(highestTier([badgeOf({ tier: null })])).to.equal(undefined);
    expect(highestTier([])).to.equal(undefined);
  });

  it('lists unlocks newest first, of badges whose time is known', () => {
    const badges = [
      badgeOf({ id: 'old', unlocked_at: 1 }),
      badgeOf({ id: 'new', unlocked_at: 2 }),
      badgeOf({ id: 'undated' }),
    ];
    expect(idsOf(recentUnlocks(badges))).to.deep.equal(['new', 'old']);
  });

  it('has next up what is about to unlock, then what is about to climb', () => {
    const badges = [
      badgeOf({ id: 'climbing', progress_pct: 95 }),
      waitingOf({ id: 'near', progress_pct: 90 }),
      waitingOf({ id: 'far', progress_pct: 10 }),
      waitingOf({ id: 'untouched', progress_pct: 0 }),
      badgeOf({ id: 'top', progress_pct: 100 }),
      secretOf({ id: 'secret' }),
    ];
    expect(idsOf(nextUp(badges, 4))).to.deep.equal(['near', 'far', 'climbing']);
    expect(idsOf(nextUp(badges, 1))).to.deep.equal(['near']);
  });

  it('has nothing next up at the very start and at the very end', () => {
    expect(nextUp(nothingYet().achievements, 4)).to.deep.equal([]);
    expect(nextUp(allOlympian().achievements, 4)).to.deep.equal([]);
  });
});

describe('the timeline', () => {
  const dayOf = (seconds: number) => String(Math.floor(seconds / 10));

  it('groups the latest unlocks by day, newest first', () => {
    const badges = [11, 19, 25, 3].map((at) => badgeOf({ id: `at-${at}`, unlocked_at: at }));
    expect(timeline(badges, 3, dayOf).map((day) => [day.at, idsOf(day.badges)])).to.deep.equal([
      [25, ['at-25']],
      [19, ['at-19', 'at-11']],
    ]);
  });

  it('goes by the local day unless told otherwise', () => {
    const noon = new Date(2026, 2, 29, 12).getTime() / 1000;
    const evening = new Date(2026, 2, 29, 23, 59).getTime() / 1000;
    const after = new Date(2026, 2, 30, 0, 1).getTime() / 1000;
    const badges = [noon, evening, after].map((at) => badgeOf({ unlocked_at: at }));
    expect(timeline(badges, 9).map((day) => day.badges.length)).to.deep.equal([1, 2]);
  });

  it('is empty before the first unlock', () => {
    expect(timeline(nothingYet().achievements, 9)).to.deep.equal([]);
  });
});
