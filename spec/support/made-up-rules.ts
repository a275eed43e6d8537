/** Random rules in the notation of patterns, over few letters, so that everything overlaps everything. */

import fc from 'fast-check';

const letters = (most: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'k') },
        { weight: 1, arbitrary: fc.constantFrom('-', '.', '_') },
        { weight: 1, arbitrary: fc.constantFrom('a?', 'b?') },
      ),
      { minLength: 1, maxLength: most },
    )
    .map((parts) => parts.join(''));

const braces = fc
  .array(letters(3), { minLength: 2, maxLength: 3 })
  .map((choices) => `{${choices.join(',')}}`);

const unbounded = fc.oneof(
  { weight: 5, arbitrary: letters(4) },
  { weight: 2, arbitrary: fc.tuple(letters(2), fc.constant(' '), letters(2)).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.tuple(letters(2), braces).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(braces, letters(2)).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: braces },
);

const edge = (mark: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant(mark) });

const word = fc.tuple(edge('‹'), unbounded, edge('›')).map((parts) => parts.join(''));

const spaces = fc.constantFrom('␣*', '␣+');

const spaced = fc
  .tuple(
    edge('‹'),
    unbounded,
    fc.array(fc.tuple(spaces, unbounded), { minLength: 1, maxLength: 2 }),
    edge('›'),
  )
  .map((parts) => parts.flat(2).join(''));

const boundedAnywhere = fc
  .tuple(word, fc.array(fc.tuple(spaces, word), { minLength: 1, maxLength: 2 }))
  .map((parts) => parts.flat(2).join(''));

const single = fc.tuple(edge('‹'), letters(3), edge('›')).map((parts) => parts.join(''));

const stretch = fc
  .array(fc.oneof({ weight: 3, arbitrary: single }, { weight: 1, arbitrary: word }), {
    minLength: 2,
    maxLength: 3,
  })
  .map((parts) => parts.join(' … '));

const dotted = fc.tuple(unbounded, fc.constant('.'), letters(1)).map((parts) => parts.join(''));

const run = fc.tuple(dotted, edge('›')).map((parts) => `‹W+${parts.join('')}`);

/** The patterns of one rule. Not all of them are accepted. */
export const patterns: fc.Arbitrary<string[]> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(
      fc.oneof(
        { weight: 5, arbitrary: word },
        { weight: 3, arbitrary: spaced },
        { weight: 1, arbitrary: boundedAnywhere },
        { weight: 4, arbitrary: stretch },
      ),
      { minLength: 1, maxLength: 4 },
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(dotted, { maxLength: 2 }), run, fc.array(fc.oneof(dotted, run), { maxLength: 1 }))
      .map(([before, middle, after]) => [...before, middle, ...after]),
  },
);

const letter = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'k') },
  { weight: 5, arbitrary: fc.constantFrom(' ', ' ', '-', '.', '_') },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\r', 'A', '\u212a', 'c', 'é', '\u0301') },
  { weight: 1, arbitrary: fc.constantFrom('𝐚', '😀', '\ud83d', '\ude00') },
);

/** Text over the same few letters, and with words of the patterns. */
export function textFor(patterns: readonly string[]): fc.Arbitrary<string> {
  const words = patterns.flatMap((pattern) => pattern.match(/[a-z\-._]+/g) ?? []);
  return fc
    .array(
      fc.oneof({ weight: 2, arbitrary: letter }, { weight: 1, arbitrary: fc.constantFrom('a', ...words) }),
      { maxLength: 24 },
    )
    .map((parts) => parts.join(''));
}
