import { expect } from 'chai';
import fc from 'fast-check';
import { utcDate } from '#src/engine/export/utc-date.js';

describe('the day of an instant', () => {
  const days: readonly (readonly [number, string])[] = [
    [0, '1970-01-01'],
    [86_399.999, '1970-01-01'],
    [951_782_400, '2000-02-29'],
    [4_107_542_399, '2100-02-28'],
    [4_107_542_400, '2100-03-01'],
    [253_402_300_799, '9999-12-31'],
  ];
  for (const [instant, day] of days) {
    it(`${instant} is ${day}`, () => expect(utcDate(instant)).to.equal(day));
  }

  it('is that of any calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (instant) => {
        expect(utcDate(instant)).to.equal(new Date(instant * 1000).toISOString().slice(0, 10));
      }),
      { numRuns: 1_000 },
    );
  });
});
