import { expect } from 'chai';
import { CATALOG, CATEGORIES } from '#src/engine/badges/catalog.js';
import { summarize, TOTALS } from '#src/engine/badges/summary.js';
import { badgeOf, livelyView, SEEN_AT, viewOf } from '../../support/badges.js';

const summaryOf = ({ payload, aggregate, latest }: ReturnType<typeof viewOf>) =>
  summarize(payload.achievements, aggregate, latest[0]);

describe('a summary', () => {
  it('of an empty history praises nothing', () => {
    const summary = summaryOf(viewOf());
    expect(summary).to.deep.include({
      unlocked_count: 0,
      secret_count: 8,
      total_count: CATALOG.length,
      unlocked_pct: 0,
      top_tier: null,
      tiers: { Copper: 0, Silver: 0, Gold: 0, Diamond: 0, Olympian: 0 },
      strongest_categories: [],
      nearest_to_unlock: [],
      latest_unlock: null,
    });
    expect(summary.weakest_categories).to.deep.equal(CATEGORIES.slice(0, 3));
    expect(summary.totals).to.deep.equal(Object.fromEntries(TOTALS.map((metric) => [metric, 0])));
  });

  const summary = summaryOf(livelyView());

  it('counts the badges of each tier, and names the top one', () => {
    expect(summary).to.include({
      unlocked_count: 6,
      total_count: CATALOG.length,
      unlocked_pct: 10,
      top_tier: 'Olympian',
    });
    expect(summary.tiers).to.deep.equal({ Copper: 1, Silver: 1, Gold: 2, Diamond: 0, Olympian: 1 });
  });

  it('has the counts of each category, which add up to those of the whole', () => {
    expect(summary.categories.map(({ category }) => category)).to.deep.equal(CATEGORIES);
    for (const count of ['unlocked_count', 'discovered_count', 'secret_count', 'total_count'] as const) {
      const sum = summary.categories.reduce((total, category) => total + category[count], 0);
      expect(sum, count).to.equal(summary[count]);
    }
  });

  it('measures a category by the tiers reached in it', () => {
    const steps = CATALOG.filter(({ category }) => category === 'Agent Autonomy').map((badge) =>
      badge.kind === 'multi_condition' ? 1 : badge.thresholds.length,
    );
    const all = steps.reduce((sum, count) => sum + count, 0);
    // Silver, Gold and Olympian, and all of a badge without tiers.
    const mastery_pct = Math.floor((100 * (2 + 3 + 5 + 1)) / all);
    expect(summary.categories[0]).to.include({ category: 'Agent Autonomy', mastery_pct });
  });

  it('names the strongest categories, and of the others the weakest', () => {
    expect(summary.strongest_categories).to.deep.equal(['Agent Autonomy', 'Lifestyle', 'Debugging Chaos']);
    expect(summary.weakest_categories).to.deep.equal(['Vibe Coding', 'Hermes Native', 'Research/Web']);
  });

  it('names no category as both strong and weak when all are alike', () => {
    const cook = badgeOf(livelyView(), 'let_him_cook');
    const alike = CATEGORIES.slice(0, 4).map((category) => ({ ...cook, category }));
    const { strongest_categories, weakest_categories } = summarize(alike, {}, undefined);
    expect(strongest_categories).to.deep.equal(CATEGORIES.slice(0, 3));
    expect(weakest_categories).to.deep.equal(CATEGORIES.slice(3, 4));
  });

  it('names what is nearest, be it an unlock or a climb, with what is missing', () => {
    expect(summary.nearest_to_unlock).to.deep.include({
      id: 'red_text_connoisseur',
      name: 'Red Text Connoisseur',
      category: 'Debugging Chaos',
      tier: null,
      next_tier: 'Copper',
      progress: 900,
      next_threshold: 1_500,
      progress_pct: 60,
      eta_days: null,
    });
    const percents = summary.nearest_to_unlock.map(({ progress_pct }) => progress_pct);
    expect(percents).to.deep.equal([...percents].sort((a, b) => b - a));
    expect(percents).to.have.length(5);
  });

  it('has first what is reached soonest: a Diamond two days away before a Copper at 73 %', () => {
    const day = String(Math.floor(SEEN_AT / 86_400));
    const view = viewOf({
      values: {
        session_count: 1_498,
        max_tool_calls_in_session: 190,
        total_errors: 1_100,
        total_tool_calls: 7_990,
      },
      view: {
        days: { '100': [1, 0, 1, 0, 0] },
        recent: { [day]: { session_count: 28, total_tool_calls: 28 } },
      },
    });
    expect(summaryOf(view).nearest_to_unlock.map(({ id, eta_days }) => [id, eta_days])).to.deep.equal([
      ['marathon_operator', 2],
      ['autonomous_avalanche', 10],
      ['let_him_cook', null],
      ['red_text_connoisseur', null],
      ['ship_first_ask_later', null],
    ]);
  });

  it('does not count as near what is at its top, nor a tier that is reached already', () => {
    const view = viewOf({
      values: { session_count: 640, total_errors: 1, total_delegate_calls: 99_999 },
      partial: true,
    });
    const near = summaryOf(view).nearest_to_unlock.map(({ id, next_tier }) => [id, next_tier]);
    expect(near).to.deep.equal([
      ['marathon_operator', 'Diamond'],
      ['red_text_connoisseur', 'Copper'],
    ]);
  });

  it('names the latest unlock; of two at once the first of the catalog', () => {
    expect(summary.latest_unlock).to.deep.equal({
      id: 'stack_trace_sommelier',
      name: 'Stack Trace Sommelier',
      category: 'Debugging Chaos',
      tier: 'Copper',
      unlocked_at: SEEN_AT,
      previous_tier: null,
      reached_at: SEEN_AT,
    });
    const at = { unlocked_at: 5, first_tier: null, evidence: null };
    const twice = viewOf({
      unlocks: new Map([
        ['full_send', at],
        ['let_him_cook', at],
      ]),
    });
    expect(summaryOf(twice).latest_unlock).to.include({ id: 'let_him_cook' });
  });

  it('names a climb as the latest where it came later than any unlock, and the tier it came from', () => {
    const old = { unlocked_at: 5, first_tier: 'Copper', highest_tier: 'Silver', evidence: null } as const;
    const [Copper, Silver] = [
      { reached_at: 2, recorded_at: 5 },
      { reached_at: 8, recorded_at: 9 },
    ];
    const unlocks = new Map([
      ['let_him_cook', { ...old, unlocked_at: 7 }],
      ['full_send', { ...old, first_tier: null, highest_tier: null, unlocked_at: 8 }],
      ['marathon_operator', { ...old, tiers: { Copper, Silver } }],
    ]);
    expect(summaryOf(viewOf({ unlocks })).latest_unlock).to.deep.include({
      id: 'marathon_operator',
      tier: 'Silver',
      previous_tier: 'Copper',
      unlocked_at: 5,
      reached_at: 8,
    });
  });

  it('sums up the history by metrics that may be shown', () => {
    expect(summary.totals).to.include({
      session_count: 640,
      total_tool_calls: 9_000,
      distinct_model_count: 0,
    });
    const { payload } = livelyView();
    expect(summarize(payload.achievements, { total_errors: 3 }, undefined).totals).to.deep.equal({
      total_errors: 3,
    });
  });

  it('gives away no secret', () => {
    const text = JSON.stringify(summary);
    for (const { id, state } of livelyView().payload.achievements) {
      if (state === 'secret') expect(text).not.to.include(id);
    }
  });
});
