import { expect } from 'chai';
import fc from 'fast-check';
import { CATALOG, CATEGORIES } from '#src/engine/badges/catalog.js';
import { ORDERS, type Selection, SORT_KEYS, STATE_FILTERS, select } from '#src/engine/badges/selection.js';
import { TIER_NAMES } from '#src/engine/badges/tiers.js';
import { livelyView } from '../../support/badges.js';

const { payload } = livelyView();
const { achievements } = payload;

const ids = (selection: Selection) => select(achievements, selection).achievements.map(({ id }) => id);
const catalogIds = CATALOG.map(({ id }) => id);

describe('a selection', () => {
  it('without wishes is all of the catalog, in its order', () => {
    expect(ids({})).to.deep.equal(catalogIds);
    expect(ids({ state: 'all', q: '', limit: CATALOG.length })).to.deep.equal(catalogIds);
  });

  for (const state of ['unlocked', 'discovered', 'secret'] as const) {
    it(`of a state holds the ${state} badges`, () => {
      const { achievements: shown, matched } = select(achievements, { state });
      expect(shown).to.deep.equal(achievements.filter((badge) => badge.state === state));
      expect(matched).to.equal(payload[`${state}_count`]).and.above(2);
    });
  }

  it('of a category holds its badges, secret ones too', () => {
    const all = CATEGORIES.map((category) => ids({ category }));
    for (const [place, category] of CATEGORIES.entries()) {
      expect(all[place]).to.deep.equal(
        CATALOG.filter((badge) => badge.category === category).map(({ id }) => id),
      );
    }
    expect(all.flat()).to.have.length(CATALOG.length);
    expect(ids({ category: 'agent autonomy' })).to.deep.equal([]);
  });

  it('finds text in names and descriptions, in any case and any composition of characters', () => {
    const named = ['let him COOK', ' Let  Him\tCook ', 'ＬＥＴ ＨＩＭ', 'Dinner got served'];
    for (const q of named) expect(ids({ q }), q).to.deep.equal(['let_him_cook']);
    expect(ids({ q: 'no badge says this' })).to.deep.equal([]);
    const [first] = achievements;
    if (first === undefined) throw new Error('no badge');
    const strange = { ...first, name: 'Straße nach Café' };
    for (const q of ['STRASSE', 'straße', 'cafe\u0301', 'CAFÉ']) {
      expect(select([strange], { q }).matched, q).to.equal(1);
    }
  });

  it('finds no secret by its true name, nor by what it counts', () => {
    const secrets = achievements.filter(({ state }) => state === 'secret').map(({ id }) => id);
    for (const { id, name, description } of CATALOG) {
      if (!secrets.includes(id)) continue;
      expect(ids({ q: name }), name).to.deep.equal([]);
      expect(ids({ q: description }), description).to.deep.equal([]);
    }
    expect(ids({ q: '???' })).to.deep.equal(secrets);
  });

  it('is limited, and tells how many there are', () => {
    const { achievements: shown, matched } = select(achievements, { state: 'unlocked', limit: 2 });
    expect(shown.map(({ id }) => id)).to.deep.equal(ids({ state: 'unlocked' }).slice(0, 2));
    expect(matched).to.equal(payload.unlocked_count);
  });

  const firsts: readonly (readonly [Selection, readonly string[]])[] = [
    [
      { sortBy: 'unlocked_at' },
      ['stack_trace_sommelier', 'let_him_cook', 'autonomous_avalanche', 'marathon_operator'],
    ],
    [{ sortBy: 'unlocked_at', order: 'asc' }, ['subagent_commander', 'full_send', 'autonomous_avalanche']],
    [{ sortBy: 'evidence' }, ['let_him_cook']],
    [{ sortBy: 'evidence', order: 'asc' }, ['let_him_cook']],
    [
      { sortBy: 'tier', order: 'desc' },
      [
        'subagent_commander',
        'autonomous_avalanche',
        'marathon_operator',
        'let_him_cook',
        'stack_trace_sommelier',
        'full_send',
      ],
    ],
    [
      { sortBy: 'progress', order: 'desc' },
      ['full_send', 'subagent_commander', 'one_more_small_change', 'red_text_connoisseur'],
    ],
    [
      { sortBy: 'name', q: 'goblin' },
      ['citation_goblin', 'pixel_goblin', 'plugin_goblin', 'terminal_goblin'],
    ],
    [{ sortBy: 'name', order: 'desc', q: 'goblin' }, ['terminal_goblin', 'plugin_goblin']],
    [{ order: 'desc' }, [...catalogIds].reverse()],
  ];
  for (const [selection, first] of firsts) {
    it(`by ${JSON.stringify(selection)} begins with ${first.slice(0, 6).join(', ')}`, () => {
      expect(ids(selection).slice(0, first.length)).to.deep.equal(first);
    });
  }

  it('by progress is by percent, as on the page', () => {
    const percents = (order: 'asc' | 'desc') =>
      select(achievements, { sortBy: 'progress', order }).achievements.map(
        ({ progress_pct }) => progress_pct,
      );
    expect(percents('asc')).to.deep.equal(percents('asc').toSorted((a, b) => a - b));
    expect(percents('desc')).to.deep.equal(percents('desc').toSorted((a, b) => b - a));
  });

  it('by eta has what is reached soonest first, and what has none last in either order', () => {
    const days: Readonly<Record<string, number>> = { full_send: 9, let_him_cook: 2, citation_goblin: 0 };
    const paced = achievements.map((badge) => {
      const eta_days = days[badge.id] ?? null;
      return { ...badge, pace: { last_7_days: 1, last_28_days: 1, eta_days } };
    });
    const first = (order?: 'desc') =>
      select(paced, { sortBy: 'eta', order })
        .achievements.slice(0, 3)
        .map(({ id }) => id);
    expect(first()).to.deep.equal(['citation_goblin', 'let_him_cook', 'full_send']);
    expect(first('desc')).to.deep.equal(['full_send', 'let_him_cook', 'citation_goblin']);
  });

  it('of a tier is of the badges that have it now', () => {
    for (const tier of TIER_NAMES) {
      const having = achievements.filter((badge) => badge.tier === tier).map(({ id }) => id);
      expect(ids({ tier })).to.deep.equal(having);
    }
    expect(ids({ tier: 'Gold' })).to.not.be.empty;
    expect(ids({ tier: 'Gold', state: 'discovered' })).to.deep.equal([]);
  });

  it('puts a badge that is unlocked without tiers below Copper, above what has no tier yet', () => {
    expect(ids({ sortBy: 'tier' }).slice(-6)[0]).to.equal('full_send');
  });

  const choice = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
  const selections = fc.record({
    state: choice(STATE_FILTERS),
    category: choice(CATEGORIES),
    q: choice(['', 'the', 'YOU', '?', '\u0301']),
    sortBy: choice(SORT_KEYS),
    order: choice(ORDERS),
    limit: choice([1, 5, CATALOG.length, 1_000]),
  });

  it('lists what it matches once, and no more than the limit, whatever it is sorted by', () => {
    fc.assert(
      fc.property(selections, (selection) => {
        const { limit = Infinity } = selection;
        const { achievements: shown, matched } = select(achievements, selection);
        expect(shown).to.have.length(Math.min(limit, matched));
        expect(new Set(shown).size).to.equal(shown.length);
        const unsorted = select(achievements, {
          ...selection,
          sortBy: undefined,
          order: undefined,
          limit: undefined,
        });
        expect(unsorted.matched).to.equal(matched);
        expect(unsorted.achievements).to.include.members([...shown]);
        expect(select(achievements, selection)).to.deep.equal({ achievements: shown, matched });
      }),
    );
  });

  it('keeps catalog order among those that sort alike, and what has no value last, in both orders', () => {
    const place = new Map(catalogIds.map((id, index) => [id, index]));
    for (const order of ORDERS) {
      const undated = ids({ sortBy: 'unlocked_at', order }).slice(6);
      expect(undated).to.have.length(54);
      expect(undated).to.deep.equal([...undated].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)));
    }
  });

  it('leaves the badges as they were', () => {
    const before = JSON.stringify(achievements);
    select(achievements, { sortBy: 'name', order: 'desc', limit: 3 });
    expect(JSON.stringify(achievements)).to.equal(before);
  });
});
