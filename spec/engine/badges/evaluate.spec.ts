import { expect } from 'chai';
import fc from 'fast-check';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { evaluate } from '#src/engine/badges/evaluate.js';
import { mask } from '#src/engine/badges/mask.js';
import { rankOf, TIER_NAMES } from '#src/engine/badges/tiers.js';
import { METRIC_IDS } from '#src/engine/folding/metrics.js';
import type { Unlock } from '#src/types.js';
import { contradictions } from '../../support/contradictions.js';
import { definitionOf, totalsOf } from '../../support/totals.js';

const cook = definitionOf('let_him_cook'); // 200, 500, 1200, 3000, 8000 of max_tool_calls_in_session
const citations = definitionOf('citation_goblin'); // 100, 300, … of total_web_extract_calls
const rollback = definitionOf('rollback_wizard'); // secret, 500, … of rollback_events
const ship = definitionOf('ship_first_ask_later'); // 50 git_events, 500 max_tool_calls_in_session
const fix = definitionOf('one_character_fix'); // secret, 5 tiny_patch_after_errors_events, 4000 total_errors

const record = { session_id: 's', title: 'T', value: 600 };
const older = { session_id: 'gone', title: 'Deleted', value: 1300 };
const kept: Unlock = { unlocked_at: 1000, first_tier: 'Copper', highest_tier: 'Gold', evidence: older };

describe('evaluate', () => {
  describe('of a tiered badge', () => {
    const badge = (progress: number) =>
      evaluate(citations, totalsOf({ total_web_extract_calls: progress }), undefined);

    it('unlocks at the first threshold, not before', () => {
      expect(badge(99)).to.include({ unlocked: false, state: 'discovered', tier: null, next_tier: 'Copper' });
      expect(badge(100)).to.include({
        unlocked: true,
        state: 'unlocked',
        tier: 'Copper',
        next_tier: 'Silver',
      });
    });

    it('computes the percentage in the order that makes 57 of 100 be 56', () => {
      expect(badge(57).progress_pct).to.equal(56);
    });

    it('counts the percentage from the reached threshold', () => {
      expect(badge(200)).to.include({ progress: 200, next_threshold: 300, progress_pct: 50 });
      expect(badge(299).progress_pct).to.equal(99);
      expect(badge(300)).to.include({ tier: 'Silver', next_threshold: 1000, progress_pct: 0 });
    });

    it('has nothing above the top', () => {
      expect(badge(8000)).to.include({
        tier: 'Olympian',
        next_tier: null,
        next_threshold: 8000,
        progress_pct: 100,
      });
    });

    it('has exactly the fields of the contract, in its order', () => {
      const expected = {
        id: 'citation_goblin',
        name: 'Citation Goblin',
        description: citations.description,
        category: 'Research/Web',
        kind: 'lifetime',
        icon: 'quote',
        threshold_metric: 'total_web_extract_calls',
        unit: 'page extractions',
        tiers: [
          { name: 'Copper', threshold: 100 },
          { name: 'Silver', threshold: 300 },
          { name: 'Gold', threshold: 1000 },
          { name: 'Diamond', threshold: 3000 },
          { name: 'Olympian', threshold: 8000 },
        ],
        unlocked: true,
        discovered: true,
        state: 'unlocked',
        tier: 'Copper',
        progress: 150,
        next_tier: 'Silver',
        next_threshold: 300,
        progress_pct: 25,
        criteria:
          'Page extractions: Copper at 100, Silver at 300, Gold at 1,000, Diamond at 3,000, Olympian at 8,000.',
        evidence: null,
      };
      expect(badge(150)).to.deep.equal(expected);
      expect(Object.keys(badge(150))).to.deep.equal(Object.keys(expected));
      expect(badge(50)).to.not.have.any.keys('evidence', 'unlocked_at', 'secret', 'requirements');
    });
  });

  describe('of a multi-condition badge', () => {
    const badge = (git: number, calls: number) =>
      evaluate(ship, totalsOf({ git_events: git, max_tool_calls_in_session: calls }), undefined);

    it('unlocks when all conditions are met, not before', () => {
      expect(badge(50, 499)).to.include({
        unlocked: false,
        state: 'discovered',
        progress: 99,
        progress_pct: 99,
      });
      expect(badge(50, 500)).to.include({
        unlocked: true,
        state: 'unlocked',
        progress: 100,
        progress_pct: 100,
      });
    });

    it('does not let one condition make up for another', () => {
      expect(badge(100_000, 0)).to.include({ unlocked: false, progress: 50, progress_pct: 50 });
    });

    it('has no tiers, and conditions instead', () => {
      expect(badge(10, 10)).to.include({ tier: null, next_tier: null, next_threshold: 100 });
      expect(badge(10, 10)).to.not.have.any.keys('tiers', 'threshold_metric');
      expect(badge(10, 10).requirements).to.deep.equal([
        { metric: 'git_events', gte: 50, value: 10, unit: 'everyday git commands' },
        { metric: 'max_tool_calls_in_session', gte: 500, value: 10, unit: 'tool calls in one session' },
      ]);
    });

    it('has no evidence, even on the record of one session', () => {
      const totals = totalsOf(
        { git_events: 50, max_tool_calls_in_session: 600 },
        { max_tool_calls_in_session: record },
      );
      expect(evaluate(ship, totals, undefined).evidence).to.equal(null);
    });
  });

  describe('of a secret badge', () => {
    it('is secret as long as nothing counted, then discovered', () => {
      const hidden = evaluate(rollback, totalsOf(), undefined);
      expect(hidden).to.include({ state: 'secret', discovered: false, unlocked: false, secret: true });
      const found = evaluate(rollback, totalsOf({ rollback_events: 1 }), undefined);
      expect(found).to.include({ state: 'discovered', discovered: true, unlocked: false, secret: true });
    });

    it('is discovered when any one of its conditions counted, even below one percent', () => {
      expect(evaluate(fix, totalsOf(), undefined).state).to.equal('secret');
      const found = evaluate(fix, totalsOf({ total_errors: 1 }), undefined);
      expect(found).to.include({ state: 'discovered', discovered: true, progress: 0 });
    });

    it('stays unlocked, and so discovered, when its count falls back to nothing', () => {
      const unlock: Unlock = { unlocked_at: 5, first_tier: 'Copper', evidence: null };
      expect(evaluate(rollback, totalsOf(), unlock)).to.include({
        state: 'unlocked',
        discovered: true,
        tier: 'Copper',
        progress: 0,
      });
    });
  });

  it('takes a badge that is no secret to be discovered from the start', () => {
    expect(evaluate(cook, totalsOf(), undefined)).to.include({
      state: 'discovered',
      discovered: true,
    });
  });

  describe('of a badge unlocked before', () => {
    const badge = (progress: number, unlock: Unlock = kept) =>
      evaluate(
        cook,
        totalsOf({ max_tool_calls_in_session: progress }, { max_tool_calls_in_session: record }),
        unlock,
      );

    it('keeps the highest tier ever recorded, and goes on from there', () => {
      expect(badge(600)).to.include({
        unlocked: true,
        unlocked_at: 1000,
        tier: 'Gold',
        progress: 600,
        next_tier: 'Diamond',
        next_threshold: 3000,
        progress_pct: 0,
      });
    });

    it('follows the live count again as soon as that is higher', () => {
      expect(badge(3000)).to.include({ tier: 'Diamond', next_tier: 'Olympian', progress_pct: 0 });
      expect(badge(2100)).to.include({ tier: 'Gold', progress_pct: 50 });
    });

    it('keeps the top', () => {
      expect(badge(3, { ...kept, highest_tier: 'Olympian' })).to.include({
        tier: 'Olympian',
        progress: 3,
        next_tier: null,
        next_threshold: 8000,
        progress_pct: 100,
      });
    });

    it('takes the first tier for the highest where no higher one is recorded', () => {
      expect(badge(0, { unlocked_at: 1, first_tier: 'Silver', evidence: null }).tier).to.equal('Silver');
      expect(badge(0, { ...kept, first_tier: 'Diamond', highest_tier: 'Copper' }).tier).to.equal('Diamond');
    });

    it('takes the lowest tier for reached where the record names none that is known', () => {
      const odd: Unlock = JSON.parse('{"unlocked_at": 1, "first_tier": "Bronze", "evidence": null}');
      expect(badge(0, odd)).to.include({ unlocked: true, tier: 'Copper', next_tier: 'Silver' });
      expect(badge(0, { ...kept, first_tier: null, highest_tier: null }).tier).to.equal('Copper');
    });

    it('shows the live evidence while the threshold holds, then the recorded one', () => {
      expect(badge(200).evidence).to.deep.equal(record);
      expect(badge(199).evidence).to.deep.equal(older);
      expect(badge(199, { ...kept, evidence: null }).evidence).to.equal(null);
    });

    it('has no evidence for what all sessions add up to, even if a file has one', () => {
      expect(evaluate(citations, totalsOf(), kept).evidence).to.equal(null);
    });

    it('shows a multi-condition badge at 100 percent', () => {
      const unlock: Unlock = { unlocked_at: 7, first_tier: null, evidence: null };
      expect(evaluate(ship, totalsOf({ git_events: 5 }), unlock)).to.include({
        unlocked: true,
        unlocked_at: 7,
        state: 'unlocked',
        tier: null,
        progress: 100,
        progress_pct: 100,
        evidence: null,
      });
    });
  });

  it('of what is not on record yet is unlocked, but without a time', () => {
    const totals = totalsOf(
      { max_tool_calls_in_session: 600, git_events: 50 },
      { max_tool_calls_in_session: record },
    );
    const tiered = evaluate(cook, totals, undefined);
    expect(tiered).to.deep.include({ state: 'unlocked', tier: 'Silver', progress: 600, evidence: record });
    const conditions = evaluate(ship, totals, undefined);
    expect(conditions).to.include({ state: 'unlocked', progress: 100, progress_pct: 100, evidence: null });
    for (const badge of [tiered, conditions]) expect(badge).to.not.have.property('unlocked_at');
  });

  it('of what was unlocked before is unlocked with its time, while nothing is counted', () => {
    expect(evaluate(cook, totalsOf(), kept)).to.deep.include({
      unlocked: true,
      state: 'unlocked',
      unlocked_at: 1000,
      tier: 'Gold',
      evidence: older,
    });
  });

  describe('of any counts', () => {
    const counts = fc.oneof(
      fc.constant(0),
      fc.nat(200),
      fc.nat(1_000_000),
      fc.constantFrom(...CATALOG.flatMap((d) => ('thresholds' in d ? d.thresholds : []))),
    );
    const totals = fc
      .array(counts, { minLength: METRIC_IDS.length, maxLength: METRIC_IDS.length })
      .map((list) => totalsOf(Object.fromEntries(METRIC_IDS.map((id, i) => [id, list[i] ?? 0]))));
    const tier = fc.constantFrom(...TIER_NAMES, null);
    const unlock = fc.record({
      unlocked_at: fc.nat(),
      first_tier: tier,
      highest_tier: tier,
      evidence: fc.constant(null),
    });
    const maybeUnlock = fc.option(unlock, { nil: undefined });
    const definition = fc.constantFrom(...CATALOG);

    it('makes no badge that contradicts itself', () => {
      fc.assert(
        fc.property(definition, totals, maybeUnlock, (d, t, u) => {
          const badge = mask(evaluate(d, t, u));
          expect(contradictions(badge), JSON.stringify(badge)).to.deep.equal([]);
        }),
      );
      const gold = evaluate(cook, totalsOf({ max_tool_calls_in_session: 1_200 }), undefined);
      for (const [wrong, told] of [
        [{ unlocked: false }, 'state'],
        [{ unlocked: false, state: 'discovered', unlocked_at: 5 }, 'proof'],
        [{ unlocked: false, state: 'discovered' }, 'tier'],
        [{ tier: null }, 'tier'],
        [{ next_tier: 'Gold' }, 'next tier'],
        [{ next_threshold: 1_200 }, 'next threshold'],
        [{ progress: 76_473 }, 'progress'],
        [{ progress_pct: 100 }, 'percent'],
      ] as const)
        expect(contradictions({ ...gold, ...wrong }), told).to.include(told);
    });

    it('keeps the percentage a whole number within its bounds', () => {
      fc.assert(
        fc.property(definition, totals, maybeUnlock, (d, t, u) => {
          const { progress_pct, next_tier, unlocked, kind } = evaluate(d, t, u);
          expect(Number.isInteger(progress_pct)).to.equal(true);
          expect(progress_pct).to.be.within(0, 100);
          const done = kind === 'multi_condition' ? unlocked : next_tier === null;
          expect(progress_pct === 100).to.equal(done);
        }),
      );
    });

    it('never loses a tier by counting more', () => {
      const steps = fc
        .tuple(fc.nat(300_000), fc.nat(300_000))
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
      fc.assert(
        fc.property(definition, steps, maybeUnlock, (d, [low, high], u) => {
          if (d.kind === 'multi_condition') return;
          const less = evaluate(d, totalsOf({ [d.metric]: low }), u);
          const more = evaluate(d, totalsOf({ [d.metric]: high }), u);
          expect(rankOf(more.tier)).to.be.at.least(rankOf(less.tier));
          expect(more.unlocked || !less.unlocked).to.equal(true);
        }),
      );
    });

    it('unlocks exactly what reaches its first threshold or all of its conditions', () => {
      fc.assert(
        fc.property(definition, totals, (d, t) => {
          const reached =
            d.kind === 'multi_condition'
              ? d.requirements.every(({ metric, gte }) => t.values[metric] >= gte)
              : t.values[d.metric] >= d.thresholds[0];
          const badge = evaluate(d, t, undefined);
          expect(badge.unlocked).to.equal(reached);
          expect(badge.state === 'unlocked').to.equal(reached);
        }),
      );
    });

    it('shows what is recorded as unlocked, whatever is counted now', () => {
      fc.assert(
        fc.property(definition, totals, unlock, (d, t, u) => {
          const badge = evaluate(d, t, u);
          expect(badge).to.include({ unlocked: true, state: 'unlocked', unlocked_at: u.unlocked_at });
          if (d.kind !== 'multi_condition') expect(rankOf(badge.tier)).to.be.at.least(rankOf(u.highest_tier));
        }),
      );
    });
  });
});
