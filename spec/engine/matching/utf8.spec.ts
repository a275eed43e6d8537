import { expect } from 'chai';
import fc from 'fast-check';
import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { asString, encode, pointAt, startBefore, widthOf } from '#src/engine/matching/utf8.js';
import type { SessionRecord, TextOrBytes } from '#src/types.js';
import { holds } from '../../support/fuzz.js';
import { messageOf, sessionOf } from '../../support/messages.js';
import { anyText } from '../../support/near-misses.js';

const analyzer = createAnalyzer(compileCounters());

/** A session of one message whose content comes in these parts. */
function sessionFrom(parts: readonly TextOrBytes[]): SessionRecord {
  analyzer.begin(sessionOf(1));
  analyzer.beginMessage(messageOf());
  for (const part of parts) analyzer.addText(part);
  analyzer.endMessage();
  return analyzer.finish();
}

/** Bytes that are mostly text, with whatever may be in a damaged one. */
const damaged = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: anyText.map((text) => [...Buffer.from(text)]) },
      { weight: 2, arbitrary: fc.array(fc.integer({ min: 0x80, max: 0xff }), { maxLength: 4 }) },
      {
        weight: 2,
        // Characters in more bytes than they need, halves of pairs, and what lies beyond Unicode.
        arbitrary: fc.constantFrom(
          [0xc1, 0xa5],
          [0xe0, 0x81, 0xa5],
          [0xf0, 0x80, 0x81, 0xa5],
          [0xed, 0xa0, 0xbd],
          [0xf4, 0x90, 0x80, 0x80],
          [0xe2, 0x84],
          [0xf0, 0x9f, 0x98],
          [0xc5],
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom([0xc5, 0xbf], [0xe2, 0x84, 0xaa], [0xc4, 0xb0], [0xc4, 0xb1]) },
    ),
    { maxLength: 8 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

describe('text in bytes', () => {
  it('counts as the string that it stands for, damaged or not', function () {
    holds(
      this,
      3000,
      fc.property(damaged, (bytes) => {
        const text = Buffer.from(bytes).toString('utf8');
        expect(sessionFrom([bytes]), JSON.stringify(text)).to.deep.equal(sessionFrom([text]));
      }),
    );
  });

  it('counts alike when each character comes alone, as bytes or as a string', function () {
    holds(
      this,
      1500,
      fc.property(anyText, (text) => {
        const characters = [...text];
        const whole = sessionFrom([Buffer.from(text)]).contribution;
        expect(sessionFrom(characters).contribution).to.deep.equal(whole);
        const alone = characters.map((character) => Buffer.from(character));
        expect(sessionFrom(alone).contribution).to.deep.equal(whole);
      }),
    );
  });

  it('is walked over as decoders do, and back again to the same places', function () {
    holds(
      this,
      3000,
      fc.property(damaged, (bytes) => {
        const starts: number[] = [];
        let text = '';
        for (let i = 0; i < bytes.length; i += widthOf(pointAt(bytes, i))) {
          starts.push(i);
          const point = pointAt(bytes, i);
          text += point < 0 ? '\ufffd' : String.fromCodePoint(point);
        }
        // Decoders make one U+FFFD of several damaged bytes: how many is of no account.
        const squeezed = (all: string): string => all.replace(/\ufffd+/g, '\ufffd');
        expect(squeezed(text)).to.equal(squeezed(Buffer.from(bytes).toString('utf8')));
        const back: number[] = [];
        for (let i = bytes.length; i > 0; i = startBefore(bytes, i)) back.unshift(startBefore(bytes, i));
        expect(back).to.deep.equal(starts);
      }),
    );
  });

  it('comes of a string in pieces that make up the string', () => {
    const texts = ['', 'a', '\ufeffa', '\ud83d', 'é😀', '😀'.repeat(600_000), `a${'😀'.repeat(600_000)}`];
    for (const text of texts) {
      const pieces = [...encode(text)].map(asString);
      expect(pieces.join('') === text.replace(/^\ud83d$/, '\ufffd'), text.slice(0, 9)).to.equal(true);
    }
  });
});
