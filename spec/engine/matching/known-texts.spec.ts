import { expect } from 'chai';
import fc from 'fast-check';
import { KnownTexts } from '#src/engine/matching/known-texts.js';
import { holds } from '../../support/fuzz.js';

describe('known texts', () => {
  it('are what the bytes are, whatever was asked for before', function () {
    const known = new KnownTexts();
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 70 });
    holds(
      this,
      2000,
      fc.property(text, text, text, (before, middle, after) => {
        const encoder = new TextEncoder();
        const start = encoder.encode(before).length;
        const end = start + encoder.encode(middle).length;
        expect(known.of(encoder.encode(before + middle + after), start, end)).to.equal(middle);
      }),
    );
  });

  it('are right where there are more of them than places, and when the bytes they came from are others by now', () => {
    const known = new KnownTexts();
    const bytes = new Uint8Array(5);
    for (let round = 0; round < 2; round++) {
      for (let number = 10_000; number < 30_000; number++) {
        new TextEncoder().encodeInto(String(number), bytes);
        expect(known.of(bytes, 0, 5)).to.equal(String(number));
      }
    }
  });
});
