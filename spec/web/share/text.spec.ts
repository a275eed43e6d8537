import { expect } from 'chai';
import fc from 'fast-check';
import { cut, visible, wrap } from '../../../src/web/share/text.js';

/** Ten pixels a character. */
const measure = (text: string): number => text.length * 10;

describe('The text of a share card', () => {
  it('is broken between words', () => {
    expect(wrap('one two three four', 90, 3, measure)).to.deep.equal(['one two', 'three', 'four']);
  });

  it('ends with an ellipsis where it is too long', () => {
    expect(wrap('one two three four five', 90, 2, measure)).to.deep.equal(['one two', 'three fo…']);
  });

  it('has long words cut, each on a line of its own', () => {
    expect(wrap(`${'a'.repeat(50)} b`, 90, 2, measure)).to.deep.equal(['aaaaaaaa…', 'b']);
  });

  it('has no letter cut in two', () => {
    expect(cut('👩‍👩‍👧👩‍👩‍👧', 100, measure)).to.equal('👩‍👩‍👧…');
  });

  it('shows neither line breaks nor what turns the direction of reading', () => {
    expect(visible(' a\n\tb\u202e\u0000c \u2066d\ufeff')).to.equal('a b c d');
    expect(wrap(' \n ', 90, 2, measure)).to.deep.equal([]);
  });

  it('stays in its box, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 4 }), (text, most) => {
        const lines = wrap(text, 90, most, measure);
        expect(lines.length).to.be.at.most(most);
        // One letter that is wider than the line is left to an ellipsis alone.
        for (const line of lines) expect(measure(line)).to.be.at.most(90);
      }),
    );
  });
});
