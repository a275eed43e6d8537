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

  it('take what they are filled with as it is', () => {
    expect(say('share-title', { name: '{name} $& <b>' })).to.equal('Share {name} $& <b>');
    expect(say('share-title')).to.equal('Share {name}');
  });
});
