import { expect } from 'chai';
import { isDarkScheme, lightnessOf, toneOf } from '../../../src/web/model/ground.js';

describe('the tone of a colour', () => {
  for (const [color, light, alpha] of [
    ['rgb(255, 255, 255)', 1, 1],
    ['rgb(0, 0, 0)', 0, 1],
    ['rgba(0, 0, 0, 0)', 0, 0],
    ['rgb(0 255 0 / 0.5)', 0.7152, 0.5],
    ['rgb(0 0 255 / 25%)', 0.0722, 0.25],
    ['color(srgb 1 1 1)', 1, 1],
    ['color(display-p3 1 0 0 / 0.4)', 0.2126, 0.4],
    ['color(srgb none 1 none)', 0.7152, 1],
    ['oklch(0.25 0.02 260)', 0.25, 1],
    ['oklab(0.9 0.1 -0.05 / 0.8)', 0.9, 0.8],
    ['oklch(none 0 0)', 0, 1],
    ['lab(62.5 -3 1e-5)', 0.625, 1],
    ['lch(20 1 2 / 0)', 0.2, 0],
    ['color(srgb 1e-3 1e-3 1e-3)', 0.001, 1],
  ] as const) {
    it(`${color} is ${light} light and ${alpha} opaque`, () => {
      const tone = toneOf(color);
      expect(tone?.light).to.be.closeTo(light, 1e-9);
      expect(tone?.alpha).to.be.closeTo(alpha, 1e-9);
    });
  }

  it('is not known of what is no colour in numbers', () => {
    for (const text of ['', 'none', 'currentcolor', 'url(rgb.png)'])
      expect(toneOf(text), text).to.equal(undefined);
  });
});

describe('what is seen of layers', () => {
  it('is the ground where there are none, and the uppermost where it is opaque', () => {
    expect(lightnessOf([], 1)).to.equal(1);
    expect(
      lightnessOf(
        [
          { light: 0.2, alpha: 1 },
          { light: 0.9, alpha: 1 },
        ],
        1,
      ),
    ).to.equal(0.2);
  });

  it('is mixed where they let through', () => {
    expect(
      lightnessOf(
        [
          { light: 1, alpha: 0.25 },
          { light: 0, alpha: 0.5 },
        ],
        1,
      ),
    ).to.equal(0.625);
  });
});

describe('a colour scheme', () => {
  for (const [scheme, prefersDark, dark] of [
    ['dark', false, true],
    ['only dark', false, true],
    ['light dark', false, false],
    ['dark light', true, true],
    ['light', true, false],
    ['normal', true, false],
    ['', true, false],
  ] as const) {
    it(`"${scheme}" is ${dark ? 'dark' : 'light'} where the system is ${prefersDark ? 'dark' : 'light'}`, () => {
      expect(isDarkScheme(scheme, prefersDark)).to.equal(dark);
    });
  }
});
