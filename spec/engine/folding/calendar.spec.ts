import { expect } from 'chai';
import fc from 'fast-check';
import { isoDate, weekdayOf } from '#src/engine/folding/calendar.js';

/** To the end of the year 9999. */
const DAY = fc.integer({ min: -25_000, max: 2_932_896 });

describe('the calendar', () => {
  it('agrees with any other on the date of a day', () => {
    fc.assert(
      fc.property(DAY, (day) => {
        expect(isoDate(day)).to.equal(new Date(day * 86_400_000).toISOString().slice(0, 10));
      }),
      { numRuns: 1_000 },
    );
  });

  it('agrees with any other on the day of the week', () => {
    fc.assert(
      fc.property(DAY, (day) => {
        expect(weekdayOf(day)).to.equal(new Date(day * 86_400_000).getUTCDay());
      }),
      { numRuns: 1_000 },
    );
  });
});
