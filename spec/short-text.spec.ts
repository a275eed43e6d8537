import { expect } from 'chai';
import fc from 'fast-check';
import { beginningOf, hashOf, KEPT_POINTS, shortNameOf } from '#src/short-text.js';
import { holds } from './support/fuzz.js';

describe('A short text for a long one', () => {
  it('is its first 200 characters, whatever their width', function () {
    holds(
      this,
      500,
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const points = Array.from(text);
        expect(Array.from(beginningOf(text))).to.deep.equal(points.slice(0, KEPT_POINTS));
        expect(shortNameOf(text) === text).to.equal(points.length <= KEPT_POINTS);
      }),
    );
    const wide = '😀'.repeat(KEPT_POINTS);
    expect([beginningOf(wide), beginningOf(`${wide}x`)]).to.deep.equal([wide, wide]);
  });

  it('tells names apart that begin alike, be they megabytes long', () => {
    const long = 'x'.repeat(5_000_000);
    const names = new Set(['a', 'b', 'a '].map((end) => shortNameOf(long + end)));
    expect(names.size).to.equal(3);
    for (const name of names) expect(name).to.have.lengthOf(KEPT_POINTS + 15);
  });

  it('is another one for any other list of texts', () => {
    const texts = ['', '0', 'a', 'b', 'ab', 'ba', 'aa', '\0', 'a\0', 'é', 'e\u0301', '日本'];
    const lists = [
      ...texts.map((text) => [text]),
      ...texts.flatMap((one) => texts.map((other) => [one, other])),
    ];
    expect(new Set(lists.map((list) => hashOf(...list))).size).to.equal(lists.length);
    const many = new Set(Array.from({ length: 200_000 }, (_, number) => hashOf(`${number} ${number * 7} x`)));
    expect(many.size).to.equal(200_000);
  });

  it('is made of letters and digits, and the same in each process', () => {
    expect(hashOf('text')).to.match(/^[a-z0-9]{14}$/);
    expect(hashOf('text', 'more')).to.equal('fbttjidq3cscad');
  });
});
