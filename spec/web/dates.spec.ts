import { expect } from 'chai';
import { datesIn } from '../../src/web/dates.js';

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

describe('dates on the page', () => {
  const { ago, day } = datesIn(undefined);
  const now = new Date(2026, 5, 2, 0, 30).getTime();
  const before = (seconds: number) => now / 1000 - seconds;

  it('are told by how long ago they were, then by their date', () => {
    expect(ago(before(-5), now)).to.equal(relative.format(0, 'second'));
    expect(ago(before(125), now)).to.equal(relative.format(-2, 'minute'));
    expect(ago(before(3 * 3600), now)).to.equal(relative.format(-3, 'hour'));
    expect(ago(before(26 * 3600), now)).to.equal(relative.format(-2, 'day'));
    expect(ago(before(30 * 86_400), now)).to.include('2026');
  });

  it('are of a local day, however few hours lie between', () => {
    expect(day(before(0), now)).to.equal(relative.format(0, 'day'));
    expect(day(before(3600), now)).to.equal(relative.format(-1, 'day'));
    expect(day(before(5 * 86_400), now)).not.to.include('2026');
    expect(day(before(200 * 86_400), now)).to.include('2025');
  });
});

describe('dates on the page of a server in another zone', () => {
  const KIRITIMATI = 'Pacific/Kiritimati';
  const east = datesIn(KIRITIMATI);
  const west = datesIn('Pacific/Pago_Pago');
  /** The 29th in Kiritimati, the 28th in Pago Pago, wherever this runs. */
  const at = Date.UTC(2026, 10, 28, 12, 30) / 1000;

  it('are those of its days, as it counts them', () => {
    expect(east.date(at)).to.include('29');
    expect(west.date(at)).to.include('28');
    expect(east.dayNumber(at)).to.equal(Date.UTC(2026, 10, 29) / 86_400_000);
    expect(west.dayNumber(at)).to.equal(Date.UTC(2026, 10, 28) / 86_400_000);
    expect(east.moment(at)).to.include('29');
  });

  it('are of today as long as it is today there', () => {
    const now = Date.UTC(2026, 10, 29, 9, 30);
    expect(east.day(at, now)).to.equal(relative.format(0, 'day'));
    expect(west.day(at, now)).to.equal(relative.format(0, 'day'));
    const later = Date.UTC(2026, 10, 29, 10, 30);
    expect(east.day(at, later)).to.equal(relative.format(-1, 'day'));
    expect(west.day(at, later)).to.equal(relative.format(0, 'day'));
    expect(east.ago(at, Date.UTC(2026, 10, 30, 11))).to.equal(relative.format(-2, 'day'));
    expect(west.ago(at, Date.UTC(2026, 10, 30, 10))).to.equal(relative.format(-1, 'day'));
    const newYear = Date.UTC(2026, 11, 31, 10, 30);
    expect(east.day(at, newYear)).to.include('2026');
    expect(west.day(at, newYear)).not.to.include('2026');
  });

  it('say their zone where they say the time, if it is not the reader’s', () => {
    const zoneOf = (timeZone?: string) =>
      new Intl.DateTimeFormat(undefined, { timeZone, timeZoneName: 'short' })
        .formatToParts(at * 1000)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '?';
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const foreign = own === KIRITIMATI ? 'Pacific/Pago_Pago' : KIRITIMATI;
    expect(datesIn(foreign).moment(at)).to.include(zoneOf(foreign));
    expect(datesIn(own).moment(at)).not.to.include(zoneOf());
  });

  it('are the reader’s where no name is told, or one that the browser does not know', () => {
    for (const zone of [undefined, 'CET-1CEST,M3.5.0,M10.5.0/3', 'Mars/Olympus', ''])
      expect(datesIn(zone).moment(at)).to.equal(datesIn(undefined).moment(at));
    expect(datesIn(KIRITIMATI)).to.equal(east);
  });
});
