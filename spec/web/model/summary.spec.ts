import { expect } from 'chai';
import { etaOf } from '../../../src/web/model/eta.js';
import { highestTier, moments, nextUp, SHELVES, shelfCounts } from '../../../src/web/model/summary.js';
import { timeline } from '../../../src/web/model/timeline.js';
import { say } from '../../../src/web/texts.js';
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
    expect(moments(badges).map(({ badge }) => badge.id)).to.deep.equal(['new', 'old']);
  });

  it('lists climbs by when they were reached, not by when a scan saw them', () => {
    const climbed = badgeOf({
      unlocked_at: 99,
      tiers: [
        { name: 'Copper', threshold: 1, reached_at: 10 },
        { name: 'Silver', threshold: 2, reached_at: 30 },
        { name: 'Gold', threshold: 3 },
      ],
    });
    expect(moments([climbed, badgeOf({ unlocked_at: 20 })]).map(({ tier, at }) => [tier, at])).to.deep.equal([
      ['Silver', 30],
      ['Gold', 20],
      ['Copper', 10],
    ]);
    expect(moments([waitingOf({ unlocked_at: 1 })])).to.deep.equal([]);
  });

  it('has next up what comes first at the pace of today, however far it is', () => {
    const pace = (eta_days: number | null) => ({ last_7_days: 1, last_28_days: 1, eta_days });
    const badges = [
      waitingOf({ id: 'near', progress_pct: 95 }),
      badgeOf({ id: 'week', progress_pct: 20, pace: pace(7) }),
      waitingOf({ id: 'soon', progress_pct: 10, pace: pace(2) }),
      waitingOf({ id: 'stands', progress_pct: 96, pace: pace(null) }),
    ];
    expect(idsOf(nextUp(badges, 4))).to.deep.equal(['soon', 'week', 'stands', 'near']);
  });

  it('promises no more than is known', () => {
    const words = (eta_days: number | null) => {
      const eta = etaOf({ last_7_days: 1, last_28_days: 1, eta_days });
      return eta && say(eta.text, { count: eta.count });
    };
    expect([0.4, 1, 2.2, 13, 20, 70, 700].map(words)).to.deep.equal([
      'within a day',
      'within a day',
      'about 3 days',
      'about 13 days',
      'about 3 weeks',
      'about 2 months',
      'about 23 months',
    ]);
    expect([null, 800, Number.POSITIVE_INFINITY].map(words)).to.deep.equal([undefined, undefined, undefined]);
    expect(etaOf(undefined)).to.equal(undefined);
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
  const dayOf = (seconds: number) => Math.floor(seconds / 10);

  it('groups the latest unlocks by day, newest first', () => {
    const badges = [11, 19, 25, 3].map((at) => badgeOf({ id: `at-${at}`, unlocked_at: at }));
    expect(
      timeline(badges, 3, dayOf).map((day) => [day.at, day.moments.map(({ badge }) => badge.id)]),
    ).to.deep.equal([
      [25, ['at-25']],
      [19, ['at-19', 'at-11']],
    ]);
  });

  it('is empty before the first unlock', () => {
    expect(timeline(nothingYet().achievements, 9, dayOf)).to.deep.equal([]);
  });
});
