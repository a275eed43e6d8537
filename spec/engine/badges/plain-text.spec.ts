import { expect } from 'chai';
import fc from 'fast-check';
import { grouped, oneLine, searchable, shortened } from '#src/engine/badges/plain-text.js';

describe('plain text', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['  two\r\n\twords\u2028', 'two words'],
    ['\u001b[31mred\u0000\u0007', '[31mred'],
    ['abc\u202edcba\u2066x', 'abcdcbax'],
    ['half \ud83d of one', 'half of one'],
    ['\ufffe\uffff\u{1ffff}whole \u{1f600}', 'whole \u{1f600}'],
    ['क्षि é ﷺ', 'क्षि é ﷺ'],
  ];
  for (const [text, line] of lines) {
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(line)}`, () => expect(oneLine(text)).to.equal(line));
  }

  it('is one well-formed line, and nothing more happens to it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = oneLine(text);
        expect(line).not.to.match(/\p{Cs}/u);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
        expect(line).not.to.match(/[\u0000-\u001f\u007f-\u009f]/);
        expect(oneLine(line)).to.equal(line);
      }),
    );
  });

  it('is shortened between characters', () => {
    expect(shortened('12345', 5)).to.equal('12345');
    expect(shortened('123456', 5)).to.equal('1234…');
    expect(shortened('123 456', 5)).to.equal('123…');
    expect(shortened('😀😀😀', 2)).to.equal('😀…');
  });

  it('is found in any case', () => {
    for (const [a, b] of [
      ['ΟΔΟΣ', 'οδοσ'],
      ['οδος', 'ΟΔΟΣ'],
      ['Straße', 'STRASSE'],
      ['STRAẞE', 'strasse'],
      ['ﬁn', 'FIN'],
      ['Ａ  b', 'a B'],
    ] as const) {
      expect(searchable(a)).to.equal(searchable(b));
    }
    expect(searchable('e')).not.to.equal(searchable('é'));
  });

  it('groups digits', () => {
    expect([0, 999, 1_000, 12_345_678].map(grouped)).to.deep.equal(['0', '999', '1,000', '12,345,678']);
  });
});
