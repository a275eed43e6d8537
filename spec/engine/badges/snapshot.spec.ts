import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import {
  countStates,
  evaluateAll,
  publicAggregate,
  sessionBadges,
  settle,
} from '#src/engine/badges/snapshot.js';
import { METRIC_IDS } from '#src/engine/folding/metrics.js';
import type { Unlock, Unlocks } from '#src/types.js';
import { recordOf, utc } from '../../support/records.js';
import { totalsOf } from '../../support/totals.js';

const SECRETS = CATALOG.filter(({ secret }) => secret).length;
const evidence = { session_id: 's', title: 'T', value: 700 };
const cooked = totalsOf({ max_tool_calls_in_session: 700 }, { max_tool_calls_in_session: evidence });

/** A scan that is not the first one, of sessions without a time. */
const at = (now: number) => ({ now, first: false, reachedBy: () => undefined });

function visibleOf(totals: typeof cooked, unlocks: Unlocks = new Map()): string[] {
  return Object.keys(publicAggregate(totals, evaluateAll(totals, unlocks)));
}

describe('countStates', () => {
  it('starts with all badges discovered but the secrets', () => {
    expect(countStates(evaluateAll(totalsOf(), new Map()))).to.deep.equal({
      unlocked_count: 0,
      discovered_count: CATALOG.length - SECRETS,
      secret_count: SECRETS,
      total_count: CATALOG.length,
    });
  });
});

describe('settle', () => {
  it('gives a badge its unlock time in the same scan', () => {
    const { achievements, unlocks, news } = settle(cooked, new Map(), at(50));
    expect(achievements.find(({ id }) => id === 'let_him_cook')).to.deep.include({
      unlocked_at: 50,
      evidence,
    });
    expect([...unlocks.keys()]).to.deep.equal(['let_him_cook']);
    expect(news).to.have.length(1);
  });

  it('keeps the time of the first unlock, and the very same unlocks', () => {
    const { unlocks } = settle(cooked, new Map(), at(50));
    const later = settle(cooked, unlocks, at(60));
    expect(later.unlocks).to.equal(unlocks);
    expect(later.news).to.deep.equal([]);
    expect(later.achievements.find(({ id }) => id === 'let_him_cook')?.unlocked_at).to.equal(50);
  });

  it('keeps a badge at its tier when its sessions are gone', () => {
    const { unlocks } = settle(cooked, new Map(), at(50));
    const { achievements } = settle(totalsOf(), unlocks, at(60));
    expect(achievements.find(({ id }) => id === 'let_him_cook')).to.deep.include({
      unlocked: true,
      unlocked_at: 50,
      tier: 'Silver',
      progress: 0,
      evidence,
    });
  });

  it('gives every unlocked badge a time, and no other', () => {
    const totals = totalsOf(Object.fromEntries(METRIC_IDS.map((id) => [id, 500])));
    const { achievements } = settle(totals, new Map(), at(50));
    for (const badge of achievements) expect(badge.unlocked_at).to.equal(badge.unlocked ? 50 : undefined);
  });
});

describe('publicAggregate', () => {
  const secretOnly = [
    'port_conflict_events',
    'permission_denied_events',
    'tiny_patch_after_errors_events',
    'env_var_error_events',
    'yaml_error_events',
    'docker_conflict_events',
    'rollback_events',
    'cache_events',
  ];

  it('leaves out what only secret badges use, and nothing else', () => {
    const visible = visibleOf(totalsOf());
    expect(visible).to.deep.equal(METRIC_IDS.filter((id) => !secretOnly.includes(id)));
  });

  it('keeps metrics that a secret badge shares with an open one, and those that no badge uses', () => {
    expect(visibleOf(totalsOf())).to.include.members([
      'total_errors',
      'release_events',
      'local_model_events',
    ]);
  });

  it('lets a metric out with its badge, values included', () => {
    const totals = totalsOf({ rollback_events: 3 });
    expect(publicAggregate(totals, evaluateAll(totals, new Map()))).to.include({ rollback_events: 3 });
    expect(visibleOf(totals)).to.not.include('cache_events');
  });

  it('shows the metric of a secret that was unlocked once, at zero too', () => {
    const unlock: Unlock = { unlocked_at: 1, first_tier: 'Copper', evidence: null };
    expect(visibleOf(totalsOf(), new Map([['rollback_wizard', unlock]]))).to.include('rollback_events');
  });
});

describe('sessionBadges', () => {
  it('are those that the session alone would unlock, without time, with itself as evidence', () => {
    const counters = { tool_call_count: 500, git_events: 50, error_count: 1499 };
    const badges = sessionBadges(
      recordOf({ id: 'x', title: 'Long one', model: 'ollama/qwen' }, counters),
      utc,
    );
    expect(badges.map(({ id }) => id)).to.deep.equal([
      'let_him_cook',
      'ship_first_ask_later',
      'open_weights_pilgrim',
    ]);
    expect(badges.map(({ evidence: proof }) => proof)).to.deep.equal([
      { session_id: 'x', title: 'Long one', value: 500 },
      null,
      null,
    ]);
    for (const badge of badges)
      expect(badge).to.include({ unlocked: true }).and.not.have.property('unlocked_at');
  });

  it('are none for a session that reaches nothing', () => {
    expect(sessionBadges(recordOf({ model: 'gpt' }, { tool_call_count: 199 }), utc)).to.deep.equal([]);
  });
});
