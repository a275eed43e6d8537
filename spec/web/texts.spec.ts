import { expect } from 'chai';
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

  it('keep what is read from right to left apart from what is around it', () => {
    expect(say('unlocked-on', { date: '02\u200f/06\u200f/2026' })).to.equal(
      'Unlocked \u206802\u200f/06\u200f/2026\u2069',
    );
    expect(say('share-title', { name: 'מנצח' })).to.equal('Share \u2068מנצח\u2069');
    expect(say('unlocked-on', { date: '2 Jun 2026' })).to.equal('Unlocked 2 Jun 2026');
  });

  it('take what they are filled with as it is', () => {
    expect(say('share-title', { name: '{name} $& <b>' })).to.equal('Share {name} $& <b>');
    expect(say('share-title')).to.equal('Share {name}');
  });
});
