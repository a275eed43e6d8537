import { expect } from 'chai';
import { TIER_NAMES } from '#src/engine/badges/tiers.js';
import { STYLE } from '#src/engine/export/svg-style.js';
import { METALS, mixed, shadeOf } from '#src/medal/metal.js';
import { FACES } from '#src/medal/rims.js';
import { contrast, deuteranope, difference, labOf, linearOf, type Triple } from './support/colour.js';

const NEIGHBOURS_APART = 15;
const ALL_APART = 8;

/** The colours of tiers in words and ladders, as the wall has them; the page has the same. */
function tones(scheme: 'light' | 'dark'): readonly string[] {
  const [light = '', dark = ''] = STYLE.split('@media (prefers-color-scheme:dark)');
  const css = scheme === 'light' ? light : dark;
  return TIER_NAMES.map(
    (tier) => new RegExp(`\\.f-${tier.toLowerCase()}\\{fill:(#[0-9a-f]{6})\\}`).exec(css)?.[1] ?? '',
  );
}

const SCALES = [
  ['in light', tones('light')],
  ['in dark', tones('dark')],
  ['as metals', TIER_NAMES.map((tier) => METALS[tier])],
] as const;

describe('the colours of the tiers', () => {
  it('are measured by CIEDE2000 as it was published', () => {
    // Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", table 1: pairs 1, 7, 10, 17, 20 and 25.
    const pairs: readonly (readonly [Triple, Triple, number])[] = [
      [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
      [[50, 0, 0], [50, -1, 2], 2.3669],
      [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
      [[50, 2.5, 0], [73, 25, -18], 27.1492],
      [[50, 2.5, 0], [58, 24, 15], 19.4535],
      [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    ];
    for (const [one, other, expected] of pairs) {
      expect(difference(one, other)).to.be.closeTo(expected, 0.0001);
    }
  });

  it('are looked at with eyes to which red and green are alike', () => {
    const seen = (hex: string) => labOf(deuteranope(linearOf(hex)));
    expect(difference(labOf(linearOf('#a83232')), labOf(linearOf('#6a6a1e')))).to.be.above(30);
    expect(difference(seen('#a83232'), seen('#6a6a1e'))).to.be.below(12);
  });

  for (const [where, colours] of SCALES) {
    it(`stay apart for deuteranopes ${where}: neighbours by ${NEIGHBOURS_APART}, any two by ${ALL_APART}`, () => {
      for (const [rank, colour] of colours.entries()) {
        for (const [other, otherColour] of colours.entries()) {
          if (other <= rank) continue;
          const apart = difference(
            labOf(deuteranope(linearOf(colour))),
            labOf(deuteranope(linearOf(otherColour))),
          );
          const least = other === rank + 1 ? NEIGHBOURS_APART : ALL_APART;
          expect(apart, `${TIER_NAMES[rank]} and ${TIER_NAMES[other]}`).to.be.at.least(least);
        }
      }
    });
  }

  it('let an icon stand out of its metal', () => {
    for (const metal of [...TIER_NAMES, 'Feat'] as const) {
      const { ink, ground } = FACES[metal];
      for (const shade of ground) {
        const found = contrast(linearOf(shadeOf(metal, ink)), linearOf(shadeOf(metal, shade)));
        expect(found, `${metal}: ${ink} on ${shade}`).to.be.above(3.5);
      }
    }
  });

  it('are mixed of two, by a share', () => {
    expect(mixed('#ffffff', '#000000', 0.5)).to.equal('#808080');
    expect(mixed('#ff0010', '#0000ff', 0)).to.equal('#0000ff');
    expect(mixed('#ff0010', '#0000ff', 1)).to.equal('#ff0010');
  });
});
