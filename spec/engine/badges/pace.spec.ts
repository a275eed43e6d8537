import { expect } from 'chai';
import { withPace } from '#src/engine/badges/pace.js';
import { foldOf } from '#src/engine/folding/fold.js';
import { firstRecentDay, recentOf, viewOf } from '#src/engine/folding/history-view.js';
import type { MetricId } from '#src/engine/folding/metrics.js';
import type { HistoryView } from '#src/types.js';
import { badgeOf, viewOf as shown } from '../../support/badges.js';
import { recordOf, utc } from '../../support/records.js';

const TODAY = 20_500;
const OLD: HistoryView['days'] = { [TODAY - 400]: [1, 0, 0, 0, 0] };
const NONE = { longest: null, mostTools: null };

/** The pace of a badge on sessions, with so many of them on days so long ago. */
function paceOf(
  sessions: Readonly<Record<number, number>>,
  { total = 100, days = OLD, id = 'marathon_operator', today = TODAY } = {},
) {
  const recent: Record<string, Partial<Record<MetricId, number>>> = {};
  for (const [ago, session_count] of Object.entries(sessions))
    recent[TODAY - Number(ago)] = { session_count };
  const badges = shown({ values: { session_count: total } }).payload.achievements;
  const paced = withPace(badges, { ...NONE, days, recent }, today);
  return paced.find((badge) => badge.id === id)?.pace;
}

describe('The pace of a badge', () => {
  it('is what the last days have added, and how long it takes to the next tier at that', () => {
    expect(paceOf({ 0: 1, 6: 2, 7: 4, 27: 7, 28: 100 })).to.deep.equal({
      last_7_days: 3,
      last_28_days: 14,
      eta_days: 200,
    });
  });

  it('goes by a week in a history that does not fill the days', () => {
    const days = { [TODAY - 26]: [1, 0, 0, 0, 0] } as const;
    expect(paceOf({ 0: 7, 20: 1 }, { days })).to.include({ last_7_days: 7, eta_days: 100 });
    expect(paceOf({ 20: 9 }, { days })).to.include({ last_28_days: 9, eta_days: null });
    expect(paceOf({ 0: 28 }, { days: { [TODAY - 27]: [1, 0, 0, 0, 0] } })).to.include({ eta_days: 100 });
  });

  it('takes whole days where they are whole', () => {
    expect(paceOf({ 0: 17 }, { total: 183 })).to.include({ last_28_days: 17, eta_days: 28 });
    const days = { [TODAY]: [1, 0, 0, 0, 0] } as const;
    for (let sessions = 1; sessions < 100; sessions++)
      expect(paceOf({ 0: sessions }, { days, total: 200 - sessions }), `${sessions}`).to.include({
        eta_days: 7,
      });
  });

  it('leads nowhere when nothing moves, and at the top', () => {
    expect(paceOf({})).to.deep.equal({ last_7_days: 0, last_28_days: 0, eta_days: null });
    expect(paceOf({ 0: 28 }, { total: 5_000 })).to.deep.equal({
      last_7_days: 28,
      last_28_days: 28,
      eta_days: null,
    });
  });

  it('moves on with the days, whether or not anything else does', () => {
    expect(paceOf({ 6: 28, 27: 28 })).to.deep.equal({ last_7_days: 28, last_28_days: 56, eta_days: 50 });
    expect(paceOf({ 6: 28, 27: 28 }, { today: TODAY + 1 })).to.deep.equal({
      last_7_days: 0,
      last_28_days: 28,
      eta_days: 100,
    });
  });

  it('counts up to today: what lies in the future does not make it faster', () => {
    expect(paceOf({ '-1': 50, 0: 28 })).to.include({ last_7_days: 28 });
  });

  it('is how long the count takes to the tier above the one that was kept, where sessions are gone', () => {
    const unlocks = new Map([
      [
        'marathon_operator',
        { unlocked_at: 1, first_tier: 'Gold', highest_tier: 'Gold', evidence: null } as const,
      ],
    ]);
    const badges = shown({ values: { session_count: 100 }, unlocks }).payload.achievements;
    const view = { ...NONE, days: OLD, recent: { [TODAY]: { session_count: 28 } } };
    const badge = withPace(badges, view, TODAY).find(({ id }) => id === 'marathon_operator');
    expect(badge).to.include({ next_tier: 'Diamond', progress: 100 });
    expect(badge?.pace?.eta_days).to.equal(1_400);
  });

  it('is of badges on a sum or a count, not of records, different values, conditions and secrets', () => {
    const day = 20_782;
    const recent = { [day]: { total_errors: 28, docker_conflict_events: 28, max_tool_calls_in_session: 28 } };
    const view = shown({ values: { total_errors: 5 }, view: { days: OLD, recent } });
    expect(badgeOf(view, 'red_text_connoisseur').pace).to.deep.equal({
      last_7_days: 28,
      last_28_days: 28,
      eta_days: 1_495,
    });
    for (const id of ['let_him_cook', 'provider_polyglot', 'full_send', 'rollback_wizard'])
      expect(badgeOf(view, id), id).to.not.have.property('pace');
  });

  it('is not told before all is counted', () => {
    expect(badgeOf(shown({ partial: true }), 'marathon_operator')).to.not.have.property('pace');
  });

  it('is by the start of sessions', () => {
    const day = 86_400;
    const records = [0, 1, 29].map((ago) =>
      recordOf({ id: `${ago}`, startedAt: (TODAY - ago) * day }, { tool_call_count: 100 + ago }),
    );
    const byDay = records.map((record) => ({
      day: utc(record.startedAt ?? 0).day,
      fold: foldOf([record], utc),
    }));
    const recent = byDay.filter(({ day }) => day >= firstRecentDay(TODAY));
    const view = viewOf(foldOf(records, utc), recentOf(recent), {});
    const badges = withPace(shown().payload.achievements, view, TODAY);
    expect(badges.find(({ id }) => id === 'autonomous_avalanche')?.pace).to.include({ last_28_days: 201 });
  });
});
