import { expect } from 'chai';
import { isKnown } from '#src/http/conditional.js';

describe('If-None-Match', () => {
  const cases: readonly (readonly [string | undefined, boolean])[] = [
    [undefined, false],
    ['', false],
    ['*', true],
    [' * ', true],
    ['"*"', false],
    ['"tag"', true],
    ['W/"tag"', true],
    ['"a","tag"', true],
    ['"a, b" , W/"c",W/"tag"', true],
    ['"tag', false],
    ['tag', false],
    ['"tag-gzip"', false],
    ['"TAG"', false],
    ['"a", *', false],
  ];
  for (const [header, known] of cases) {
    it(`${known ? 'knows' : 'does not know'} "tag" by ${header ?? 'no header'}`, () => {
      expect(isKnown(header, '"tag"')).to.equal(known);
    });
  }

  it('takes a long hostile header in its stride', () => {
    const started = process.cpuUsage();
    isKnown('"'.repeat(100_001), '"tag"');
    isKnown(`${'W/'.repeat(50_000)}"`, '"tag"');
    expect(process.cpuUsage(started).user).to.be.below(1_000_000);
  });
});
