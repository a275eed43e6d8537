import { expect } from 'chai';
import fc from 'fast-check';
import { posixOffsets } from '#src/time-zone/posix-zone.js';
import { cLibraryTimes, written } from './c-library.js';

const HOUR = 3_600;

function offsets(text: string) {
  return posixOffsets(text) ?? expect.fail(`${text} was refused`);
}

const at = (iso: string) => Date.parse(iso) / 1000;

describe('a time zone as POSIX describes it', () => {
  it('is counted westward', () => {
    expect(offsets('<+08>-8')(0)).to.equal(8 * HOUR);
    expect(offsets('IST-5:30')(0)).to.equal(5.5 * HOUR);
    expect(offsets('<-03>3')(0)).to.equal(-3 * HOUR);
    expect(offsets('LMT0:44:30')(0)).to.equal(-(44 * 60 + 30));
  });

  it('has summer from one second to the next', () => {
    const berlin = offsets('CET-1CEST,M3.5.0,M10.5.0/3');
    const spring = at('2025-03-30T01:00:00Z');
    const autumn = at('2025-10-26T01:00:00Z');
    expect([spring - 1, spring, autumn - 1, autumn].map(berlin)).to.deep.equal(
      [1, 2, 2, 1].map((hours) => hours * HOUR),
    );
  });

  it('has the summer of the United States when it names none', () => {
    const spring = at('2025-03-09T07:00:00Z');
    expect([spring - 1, spring].map(offsets('EST5EDT'))).to.deep.equal([-5 * HOUR, -4 * HOUR]);
  });

  it('may have summer over the new year, or all the year', () => {
    const chatham = offsets('<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45');
    expect(chatham(at('2026-01-01T00:00:00Z'))).to.equal(13.75 * HOUR);
    expect(chatham(at('2026-07-01T00:00:00Z'))).to.equal(12.75 * HOUR);
    const always = offsets('XXX3EDT4,0/0,J365/23');
    for (const iso of [
      '2025-12-31T23:59:59Z',
      '2026-01-01T02:59:59Z',
      '2026-01-01T03:00:00Z',
      '2026-07-01T00:00:00Z',
    ])
      expect(always(at(iso)), iso).to.equal(-4 * HOUR);
  });

  const refused = [
    '', 'UTC', 'CE-1', 'CET', '-1', 'CET-25', 'CET-1:60', 'CET-1CEST,M3.5.0', 'CET-1CEST,M13.5.0,M10.5.0', 'CET-1CEST,M3.6.0,M1.1.0',
    'CET-1CEST,M3.5.7,M1.1.0', 'CET-1CEST,J0,J5', 'CET-1CEST,J366,J5', 'CET-1CEST,366,5', 'CET-1CEST,M3.5,M10.5', 'CET-1CEST,M3.5.0/168,M10.5.0',
    'CET-1 ', '<+8>-8', '<+08-8', 'Europe/Berlin',
  ]; // biome-ignore format: a list is read as one
  for (const text of refused) {
    it(`is not ${JSON.stringify(text)}`, () => expect(posixOffsets(text)).to.equal(undefined));
  }

  describe('agrees with the C library', () => {
    before(function () {
      if (cLibraryTimes('UTC0', [0])?.[0] !== '1970-01-01 00:00:00') this.skip();
    });

    const expectAgreement = (text: string, instants: readonly number[]): void => {
      const offsetAt = offsets(text);
      const theirs = cLibraryTimes(text, instants) ?? [];
      const pairs = instants.map((instant, i) => [written(instant, offsetAt(instant)), theirs[i]] as const);
      expect(
        pairs.filter(([ours, their]) => ours !== their),
        text,
      ).to.deep.equal([]);
    };

    /** Around noon of each quarter, and all hours of the weeks in which most clocks are changed. */
    const instants = [1970, 1972, 2000, 2024, 2025, 2026, 2037, 2038, 2100].flatMap((year) =>
      Array.from({ length: 365 * 4 }, (_, i) => Date.UTC(year, 0, 1, 6 * i + (i % 7)) / 1000 + 1),
    );

    // Northern and southern summers, odd offsets, days of each form, and times before and after their day.
    const known = [
      'CET-1CEST,M3.5.0,M10.5.0/3',
      'EST5EDT4,M3.2.0/02:00:00,M11.1.0/2',
      'IST-5:30',
      '<+0545>-5:45',
      '<+1030>-10:30<+11>-11,M10.1.0,M4.1.0',
      'NZST-12NZDT,M9.5.0,M4.1.0/3',
      '<-02>2<-01>,M3.5.0/-1,M10.5.0/0',
      'IST-2IDT,M3.4.4/26,M10.5.0',
      'EET-2EEST,M3.4.4/50,M10.4.4/50',
      'IST-1GMT0,M10.5.0,M3.5.0/1',
      'AAA+3BBB,J60/0,J300/0',
      'AAA-3BBB,59/0,300/0',
      'AAA3BBB2:30:15,M2.5.6/22:10:05,M8.4.1/-5:30',
      'WART4WARST,J91/25,J273/-25',
    ];
    for (const text of known) it(`on ${text}`, () => expectAgreement(text, instants));

    it('on the rules that it takes where there are none', () => {
      // It may know other years, and the very hour of a change, by a file of its own.
      const years = [2008, 2015, 2025, 2030];
      const months = [0, 1, 4, 6, 8, 11];
      expectAgreement(
        'AST4ADT',
        years.flatMap((year) => months.map((month) => Date.UTC(year, month, 15) / 1000)),
      );
    });

    it('on any other', function () {
      this.timeout(60_000);
      const number = (min: number, max: number) => fc.integer({ min, max });
      const sign = fc.constantFrom('', '-', '+');
      const clock = (mostHours: number) =>
        fc
          .tuple(sign, number(0, mostHours), fc.option(number(0, 59)))
          .map(([mark, hours, minutes]) => `${mark}${hours}${minutes === null ? '' : `:${minutes}`}`);
      // The C library knows only changes within a year of UTC, so these stay away from its ends.
      const day = (months: readonly [number, number], days: readonly [number, number]) =>
        fc.oneof(
          fc.tuple(number(...months), number(1, 5), number(0, 6)).map((parts) => `M${parts.join('.')}`),
          number(...days).map((n) => `J${n}`),
          number(...days).map(String),
        );
      const rule = (...args: Parameters<typeof day>) =>
        fc
          .tuple(day(...args), fc.option(clock(167)))
          .map(([date, time]) => (time === null ? date : `${date}/${time}`));
      const first = rule([2, 5], [40, 140]);
      const second = rule([7, 11], [200, 320]);
      const rules = fc
        .tuple(first, second, fc.boolean())
        .map(([a, b, isNorth]) => (isNorth ? `${a},${b}` : `${b},${a}`));
      const zone = fc.tuple(clock(13), rules).map(([offset, both]) => `AAA${offset}<+BB>,${both}`);
      fc.assert(
        fc.property(
          zone,
          fc.array(number(0, 4_200_000_000), { minLength: 100, maxLength: 300 }),
          expectAgreement,
        ),
        { numRuns: 100 },
      );
    });
  });
});
