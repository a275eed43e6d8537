import { expect } from 'chai';
import { evaluateAll } from '#src/engine/badges/snapshot.js';
import { lookOf, missing, stepsOf } from '../../../src/web/model/look.js';
import { badgeOf, secretOf, waitingOf } from '../support/badges.js';
import { everything } from '../support/snapshots.js';

const feat = badgeOf({
  kind: 'multi_condition',
  tier: null,
  next_tier: null,
  progress_pct: 100,
  requirements: [
    { metric: 'a', gte: 1, value: 1, unit: 'a' },
    { metric: 'b', gte: 2, value: 2, unit: 'b' },
  ],
});
const filled = (badge: Parameters<typeof stepsOf>[0]) => stepsOf(badge).map((step) => step.filled);

describe('the look of a badge', () => {
  it('is its tier, a feat when it has none, and hidden or waiting before', () => {
    expect(lookOf(badgeOf())).to.equal('Gold');
    expect(lookOf(feat)).to.equal('Feat');
    expect(lookOf(waitingOf())).to.equal('Waiting');
    expect(lookOf(secretOf())).to.equal('Secret');
  });

  it('is waiting as long as only a part of the history has reached a tier', () => {
    expect(lookOf(waitingOf({ tier: 'Gold' }))).to.equal('Waiting');
  });

  it('fills the steps that were climbed, and the next one as far as it is', () => {
    expect(filled(badgeOf())).to.deep.equal([1, 1, 1, 0.5, 0]);
    expect(filled(waitingOf({ progress_pct: 83 }))).to.deep.equal([0.83, 0, 0, 0, 0]);
    expect(filled(badgeOf({ tier: 'Olympian', next_tier: null, progress_pct: 100 }))).to.deep.equal([
      1, 1, 1, 1, 1,
    ]);
  });

  it('shows a step for each condition of a feat, full once it is unlocked', () => {
    const [first, second] = [
      { metric: 'a', gte: 10, value: 4, unit: 'a' },
      { metric: 'b', gte: 10, value: 30, unit: 'b' },
    ];
    const waits = { ...feat, state: 'discovered' as const, progress_pct: 60 };
    expect(filled({ ...waits, requirements: [first, second] })).to.deep.equal([0.4, 1]);
    expect(filled({ ...feat, requirements: [first, second] })).to.deep.equal([1, 1]);
  });

  it('tells nothing of a secret', () => {
    expect(stepsOf(secretOf())).to.deep.equal(stepsOf(secretOf({ kind: 'multi_condition' })));
    expect(filled(secretOf())).to.deep.equal([0, 0, 0, 0, 0]);
  });

  it('says what is missing to the next tier, where there is one', () => {
    expect(missing(badgeOf())).to.equal(50);
    expect(missing(badgeOf({ next_tier: null }))).to.equal(undefined);
    expect(missing({ ...feat, progress_pct: 60 })).to.equal(undefined);
    expect(missing(secretOf())).to.equal(undefined);
  });

  it('agrees with what the engine says of every badge', () => {
    for (const value of [0, 1, 60, 700, 9_000, 1e6]) {
      for (const badge of evaluateAll(everything(value), new Map())) {
        const climbed = filled(badge).filter((share) => share === 1).length;
        const tiers = badge.tiers ?? badge.requirements ?? [];
        const reached = badge.tiers ? badge.tiers.filter(({ threshold }) => threshold <= value).length : 0;
        const met = badge.unlocked
          ? tiers.length
          : (badge.requirements ?? []).filter(({ gte }) => gte <= value).length;
        expect(climbed, badge.id).to.equal(badge.tiers ? reached : met);
      }
    }
  });
});
