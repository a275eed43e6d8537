import { expect } from 'chai';
import { formatAgo, formatDay } from '../../src/web/format.js';
import { say } from '../../src/web/texts.js';

const grouped = new Intl.NumberFormat().format;

describe('the texts', () => {
  it('are filled in, with numbers as the locale writes them', () => {
    expect(say('to-tier', { count: 16_111, tier: 'Olympian' })).to.equal(`${grouped(16_111)} to Olympian`);
  });

  it('have one form for one and another for all else', () => {
    expect(say('results', { count: 1 })).to.equal('1 badge');
    expect(say('results', { count: 0 })).to.equal('0 badges');
    expect(say('results', { count: 2 })).to.equal('2 badges');
  });

  it('take what they are filled with as it is', () => {
    expect(say('share-title', { name: '{name} $& <b>' })).to.equal('Share {name} $& <b>');
    expect(say('share-title')).to.equal('Share {name}');
  });
});

describe('times', () => {
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const now = new Date(2026, 5, 2, 0, 30).getTime();
  const before = (seconds: number) => now / 1000 - seconds;

  it('are told by how long ago they were, then by their date', () => {
    expect(formatAgo(before(-5), now)).to.equal(relative.format(0, 'second'));
    expect(formatAgo(before(125), now)).to.equal(relative.format(-2, 'minute'));
    expect(formatAgo(before(3 * 3600), now)).to.equal(relative.format(-3, 'hour'));
    expect(formatAgo(before(26 * 3600), now)).to.equal(relative.format(-2, 'day'));
    expect(formatAgo(before(30 * 86_400), now)).to.include('2026');
  });

  it('are of a local day, however few hours lie between', () => {
    expect(formatDay(before(0), now)).to.equal(relative.format(0, 'day'));
    expect(formatDay(before(3600), now)).to.equal(relative.format(-1, 'day'));
    expect(formatDay(before(5 * 86_400), now)).not.to.include('2026');
    expect(formatDay(before(200 * 86_400), now)).to.include('2025');
  });
});
