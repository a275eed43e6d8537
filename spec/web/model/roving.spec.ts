import { expect } from 'chai';
import { placeOf } from '../../../src/web/parts/roving.js';

describe('the arrow keys in a row', () => {
  it('lead on and back in the direction of reading, and no further than its ends', () => {
    expect(placeOf('ArrowRight', 1, 3, false)).to.equal(2);
    expect(placeOf('ArrowRight', 2, 3, false)).to.equal(2);
    expect(placeOf('ArrowRight', 1, 3, true)).to.equal(0);
    expect(placeOf('ArrowLeft', 0, 3, false)).to.equal(0);
    expect(placeOf('Home', 2, 3, false)).to.equal(0);
    expect(placeOf('End', 0, 3, true)).to.equal(2);
    expect(placeOf('a', 1, 3, false)).to.equal(-1);
  });
});
