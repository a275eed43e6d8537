import { expect } from 'chai';
import fc from 'fast-check';
import { dateBy, isNight, isWeekend, localTimeBy } from '#src/engine/folding/local-time.js';

// Friday 2025-07-04 23:30:00 UTC.
const FRIDAY_NIGHT = 1_751_671_800;
const FRIDAY = 20_273;
const HOUR = 3_600;

describe('local time', () => {
  it('is as far from UTC as it is told, over the end of a day as well', () => {
    const at = (offset: number) => localTimeBy(() => offset)(FRIDAY_NIGHT);
    expect(at(0)).to.deep.equal({ day: FRIDAY, weekday: 5, hour: 23 });
    expect(at(2 * HOUR)).to.deep.equal({ day: FRIDAY + 1, weekday: 6, hour: 1 });
    expect(at(-4 * HOUR)).to.deep.equal({ day: FRIDAY, weekday: 5, hour: 19 });
    expect(at(5.75 * HOUR)).to.deep.equal({ day: FRIDAY + 1, weekday: 6, hour: 5 });
  });

  it('is of the year 1969 at the first instant of 1970, west of Greenwich', () => {
    expect(localTimeBy(() => -5 * HOUR)(0)).to.deep.equal({ day: -1, weekday: 3, hour: 19 });
  });

  it('agrees with any calendar for every whole second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_200_000_000 }), (seconds) => {
        const date = new Date(seconds * 1000);
        const day = Math.floor(seconds / 86_400);
        const expected = { day, weekday: date.getUTCDay(), hour: date.getUTCHours() };
        expect(localTimeBy(() => 0)(seconds)).to.deep.equal(expected);
      }),
    );
  });

  it('has a date, which is that of the day wherever it is told', () => {
    const days: readonly (readonly [number, number, string])[] = [
      [0, 0, '1970-01-01'],
      [0, -5, '1969-12-31'],
      [86_399.999, 0, '1970-01-01'],
      [951_782_400, 0, '2000-02-29'],
      [951_782_400, -1, '2000-02-28'],
      [4_107_542_399, 0, '2100-02-28'],
      [4_107_542_399, 1, '2100-03-01'],
      [253_402_300_799, 0, '9999-12-31'],
    ];
    for (const [instant, hours, day] of days)
      expect(dateBy(localTimeBy(() => hours * HOUR))(instant)).to.equal(day);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (instant) => {
        expect(dateBy(localTimeBy(() => 0))(instant)).to.equal(
          new Date(instant * 1000).toISOString().slice(0, 10),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('rounds to the nearest microsecond before it looks at the clock', () => {
    const six = 1_751_695_200; // Saturday 2025-07-05 06:00:00 UTC
    const hours = [six - 3e-7, six - 2e-6, six - 0.001, six + 0.999].map(
      (at) => localTimeBy(() => 0)(at).hour,
    );
    expect(hours).to.deep.equal([6, 5, 5, 6]);
    const asked: number[] = [];
    localTimeBy((at) => asked.push(at))(six - 3e-7);
    expect(asked).to.deep.equal([six]);
  });

  it('has a weekend of Saturday and Sunday', () => {
    const weekend = [0, 1, 2, 3, 4, 5, 6].filter((weekday) => isWeekend({ weekday }));
    expect(weekend).to.deep.equal([0, 6]);
  });

  it('has a night from 23:00 until before 06:00', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    expect(hours.filter((hour) => isNight({ hour }))).to.deep.equal([0, 1, 2, 3, 4, 5, 23]);
  });
});
