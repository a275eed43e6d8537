import { expect } from 'chai';
import fc from 'fast-check';
import { arcsOf } from '#src/medal/ring.js';

describe('the ring of a cabinet', () => {
  it('has a gap between neighbours', () => {
    const [first, second] = arcsOf([30, 30], 60);
    expect(first?.from).to.be.above(0);
    expect((first?.from ?? 0) + (first?.length ?? 0)).to.be.below(0.5);
    expect(second?.from).to.be.above(0.5);
  });

  it('closes when all of it is one', () => {
    expect(arcsOf([0, 60], 60)).to.deep.equal([
      { from: 0, length: 0 },
      { from: 0, length: 1 },
    ]);
  });

  it('is empty of nothing', () => {
    expect(arcsOf([0, 0], 0)).to.deep.equal([
      { from: 0, length: 0 },
      { from: 0, length: 0 },
    ]);
  });

  it('shows one of a thousand, too', () => {
    const [one] = arcsOf([1, 999], 1000);
    expect(one?.length).to.be.closeTo(0.004, 1e-9);
  });

  it('shows each that is not 0, one after the other, and none longer than its share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { minLength: 1, maxLength: 6 }), fc.nat(20), (counts, open) => {
        const total = counts.reduce((sum, count) => sum + count, open);
        let before = 0;
        for (const [index, { from, length }] of arcsOf(counts, total).entries()) {
          const count = counts[index] ?? 0;
          expect(length > 0).to.equal(count > 0);
          expect(length).to.be.at.most(count / Math.max(1, total));
          expect(from).to.be.at.least(before - 1e-9);
          before = from + length;
        }
        expect(before).to.be.at.most(1 + 1e-9);
      }),
    );
  });
});
