import { expect } from 'chai';
import type { Achievement } from '#src/types.js';
import { arrange, categoriesOf, isFiltered, matcher, NO_FILTERS } from '../../../src/web/model/filters.js';
import { badgeOf, idsOf, secretOf, waitingOf } from '../support/badges.js';
import { goodYear } from '../support/snapshots.js';

const found = (badges: readonly Achievement[], filters: Partial<typeof NO_FILTERS>) =>
  idsOf(badges.filter(matcher({ ...NO_FILTERS, ...filters })));

describe('the filters', () => {
  const badges = [
    badgeOf({ id: 'cook', name: 'Let Him Cook', category: 'Agent Autonomy' }),
    waitingOf({ id: 'cafe', name: 'Café Regular', description: 'One more of those.' }),
    secretOf({ id: 'hidden' }),
  ];

  it('let everything through at first', () => {
    expect(found(badges, {})).to.deep.equal(['cook', 'cafe', 'hidden']);
    expect(isFiltered(NO_FILTERS)).to.equal(false);
    expect(isFiltered({ ...NO_FILTERS, sort: 'name', query: '  ' })).to.equal(false);
    expect(isFiltered({ ...NO_FILTERS, query: 'a' })).to.equal(true);
    expect(isFiltered({ ...NO_FILTERS, tier: 'Gold' })).to.equal(true);
  });

  it('choose by state and by category, together', () => {
    expect(found(badges, { state: 'unlocked' })).to.deep.equal(['cook']);
    expect(found(badges, { category: 'Lifestyle' })).to.deep.equal(['cafe', 'hidden']);
    expect(found(badges, { category: 'Lifestyle', state: 'secret' })).to.deep.equal(['hidden']);
    expect(found(badges, { category: 'No such' })).to.deep.equal([]);
  });

  it('find each word in the name or in the description, without regard to case and accents', () => {
    expect(found(badges, { query: 'COOK  him' })).to.deep.equal(['cook']);
    expect(found(badges, { query: 'cafe' })).to.deep.equal(['cafe']);
    expect(found(badges, { query: 'those cafe' })).to.deep.equal(['cafe']);
    for (const query of ['diamond', 'lifestyle', '200', 'copper'])
      expect(found(badges, { query })).to.deep.equal([]);
    expect(found(badges, { query: 'cook those' })).to.deep.equal([]);
    expect(found(badges, { query: '.*' })).to.deep.equal([]);
  });

  it('offer the categories in the order of the catalog', () => {
    expect(categoriesOf(goodYear().achievements).slice(0, 3)).to.deep.equal([
      'Agent Autonomy',
      'Debugging Chaos',
      'Vibe Coding',
    ]);
  });
});

describe('the order of the cabinet', () => {
  const badges = [
    secretOf({ id: 'secret' }),
    waitingOf({ id: 'waiting', name: 'C', progress_pct: 90 }),
    badgeOf({ id: 'feat', name: 'D', tier: null, progress_pct: 100, unlocked_at: 30 }),
    badgeOf({ id: 'gold', name: 'B', unlocked_at: 20 }),
    badgeOf({ id: 'top', name: 'A', tier: 'Olympian', progress_pct: 100, unlocked_at: 10 }),
    badgeOf({ id: 'gold-late', name: 'E', progress_pct: 95 }),
  ];

  it('puts the best on the top shelf, and secrets last', () => {
    expect(idsOf(arrange(badges, 'tier'))).to.deep.equal([
      'top',
      'gold-late',
      'gold',
      'feat',
      'waiting',
      'secret',
    ]);
  });

  it('puts what is closest to its next tier first; what has none comes after', () => {
    expect(idsOf(arrange(badges, 'progress'))).to.deep.equal([
      'gold-late',
      'waiting',
      'gold',
      'feat',
      'top',
      'secret',
    ]);
  });

  it('puts the latest unlock first; what has no time comes after', () => {
    expect(idsOf(arrange(badges, 'unlocked_at'))).to.deep.equal([
      'feat',
      'gold',
      'top',
      'gold-late',
      'waiting',
      'secret',
    ]);
  });

  it('goes by name, but for secrets, which all have the same', () => {
    expect(idsOf(arrange(badges, 'name'))).to.deep.equal([
      'top',
      'gold',
      'waiting',
      'feat',
      'gold-late',
      'secret',
    ]);
  });

  it('leaves what it was given as it was', () => {
    const given = [badgeOf({ id: 'b', name: 'B' }), badgeOf({ id: 'a', name: 'A' })];
    expect(idsOf(arrange(given, 'name'))).to.deep.equal(['a', 'b']);
    expect(idsOf(given)).to.deep.equal(['b', 'a']);
  });
});
