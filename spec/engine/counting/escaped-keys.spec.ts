import { expect } from 'chai';
import fc from 'fast-check';
import { hasEscapedKey } from '#src/engine/counting/escaped-keys.js';
import { holds } from '../../support/fuzz.js';

describe('escaped keys', () => {
  it('are found in any JSON that has one, and in no other', function () {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', ':', '{', ',', '\n') });
    const members = fc.array(fc.tuple(text, text), { maxLength: 4 });
    const space = fc.constantFrom('', ' ', '\n\t\r ');
    holds(
      this,
      2000,
      fc.property(members, space, (entries, between) => {
        const quoted = entries.map(([key, value]) => [JSON.stringify(key), JSON.stringify(value)] as const);
        const json = `[{${quoted.map(([key, value]) => `${key}${between}:${between}${value}`).join()}}]`;
        expect(hasEscapedKey(json), json).to.equal(quoted.some(([key]) => key.includes('\\')));
      }),
    );
  });

  it('end with the text, where that ends in the middle', () => {
    for (const json of ['"\\', '"a\\"', '"', '\\', '{"a\\n" '])
      expect(hasEscapedKey(json), json).to.equal(false);
  });
});
