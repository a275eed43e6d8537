import { expect } from 'chai';
import fc from 'fast-check';
import { NO_FILTERS, SORTS, STATES, TIER_FILTERS } from '../../../src/web/model/filters.js';
import { readFilters, withFilters } from '../../../src/web/model/url.js';

const PAGE = 'https://host.example/dash?tab=badges&x=1#top';

describe('the filters in the address', () => {
  it('come back as they were put in, whatever was typed', () => {
    const filters = fc.record({
      state: fc.constantFrom(...STATES),
      sort: fc.constantFrom(...SORTS),
      tier: fc.constantFrom('' as const, ...TIER_FILTERS),
      category: fc.string({ unit: 'grapheme' }),
      query: fc.string({ unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(filters, (given) => {
        expect(readFilters(new URL(withFilters(PAGE, given)).search)).to.deep.equal(given);
      }),
    );
  });

  it('leave what the host keeps there, and its hash', () => {
    const url = new URL(withFilters(PAGE, { ...NO_FILTERS, query: 'a b' }));
    expect(url.searchParams.get('tab')).to.equal('badges');
    expect(url.searchParams.get('badges-q')).to.equal('a b');
    expect(url.hash).to.equal('#top');
  });

  it('leave no trace when they are as at first', () => {
    expect(withFilters(withFilters(PAGE, { ...NO_FILTERS, state: 'secret' }), NO_FILTERS)).to.equal(PAGE);
  });

  it('are as at first where the address makes no sense', () => {
    expect(readFilters('?badges-state=nope&badges-sort=&badges-tier=Tin&q=1')).to.deep.equal(NO_FILTERS);
    expect(readFilters('')).to.deep.equal(NO_FILTERS);
  });
});
