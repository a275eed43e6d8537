import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { hasIcon } from '../../src/web/icons.js';

describe('the icons', () => {
  it('have a drawing for every badge of the catalog', () => {
    expect(CATALOG.filter(({ icon }) => !hasIcon(icon)).map(({ icon }) => icon)).to.deep.equal([]);
    expect(hasIcon('toString')).to.equal(false);
  });
});
