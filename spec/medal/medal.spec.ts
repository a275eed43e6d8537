import { expect } from 'chai';
import type { Layer } from '#src/medal/layer.js';
import type { Metal } from '#src/medal/look.js';
import { markup } from '#src/medal/markup.js';
import {
  blank,
  emblemOf,
  iconOf,
  medalAhead,
  medalOf,
  medalOfAny,
  type Shown,
  struck,
} from '#src/medal/medal.js';
import { isShade } from '#src/medal/metal.js';
import { lengthOf, shapeOf } from '#src/medal/shape.js';

const METALS: readonly Metal[] = ['Copper', 'Silver', 'Gold', 'Diamond', 'Olympian', 'Feat'];

const gold: Shown = {
  id: 'let_him_cook',
  state: 'unlocked',
  tier: 'Gold',
  next_tier: 'Diamond',
  progress_pct: 40,
};
const waiting: Shown = { ...gold, state: 'discovered', tier: null, next_tier: 'Copper', progress_pct: 25 };
const paths = (layers: readonly Layer[]) => layers.map(({ path }) => path);
const numbers = (path: string) => (path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);

describe('a medal', () => {
  it('has a shape and a rim of its own for each metal', () => {
    const faces = METALS.map((metal) => paths(struck(metal)));
    for (const [index, face] of faces.entries()) {
      const others = faces.filter((_, other) => other !== index).flat();
      expect(
        face.filter((path) => others.includes(path)),
        METALS[index],
      ).to.deep.equal([]);
    }
  });

  it('has the light above it, and is dark below', () => {
    for (const metal of METALS) {
      const lit = struck(metal).filter(({ fill }) => fill === 'glint' || fill === 'dark');
      const heights = (fill: string) =>
        lit
          .filter((layer) => layer.fill === fill)
          .slice(0, 1)
          .map(({ path }) => numbers(path)[1] ?? 0);
      const [[bright = 99], [dark = 0]] = [heights('glint'), heights('dark')];
      expect(bright, metal).to.be.below(dark);
      expect(
        lit.map(({ fill }) => fill),
        metal,
      ).to.include.members(['glint', 'dark']);
    }
  });

  it('that was won is metal, with the icon of its badge on top', () => {
    const layers = medalOf(gold);
    expect(layers.at(-1)?.path).to.equal(iconOf('let_him_cook'));
    expect(paths(layers)).to.include.members(paths(struck('Gold')));
    for (const { fill, stroke } of layers) {
      for (const paint of [fill, stroke]) expect(paint === undefined || isShade(paint)).to.equal(true);
    }
  });

  it('that is yet to be won is an outline of its shape, drawn as far as it is', () => {
    const arcs = (layers: readonly Layer[]) => layers.filter(({ stroke }) => stroke === 'arc');
    const [arc] = arcs(medalOf(waiting));
    const length = lengthOf(shapeOf('Copper', 0.94));
    expect(arc?.dash?.[0]).to.be.closeTo(length / 4, 0.001);
    expect(length).to.be.closeTo(2 * Math.PI * 29 * 0.94, 0.001);
    expect(arcs(blank('Copper', 0))).to.deep.equal([]);
    expect(medalOf(waiting).some(({ fill }) => fill !== undefined && isShade(fill))).to.equal(false);
    expect(medalAhead(gold)).to.deep.equal(blank('Diamond', 40, iconOf(gold.id)));
    expect(medalAhead({ ...waiting, next_tier: null })).to.deep.equal(blank('Feat', 25, iconOf(gold.id)));
  });

  it('of a secret tells nothing, not even its shape', () => {
    const secret = medalOf({ ...waiting, state: 'secret' });
    expect(medalOf({ ...gold, id: 'full_send', state: 'secret', next_tier: null })).to.deep.equal(secret);
    expect(paths(secret)).not.to.include(iconOf(gold.id));
  });

  it('of a tier is struck when one was won, and an outline until then', () => {
    for (const metal of METALS) {
      expect(medalOfAny(metal, true)).to.deep.equal(struck(metal, emblemOf(metal)));
      expect(medalOfAny(metal, false)).to.deep.equal(blank(metal, 0, emblemOf(metal)));
    }
  });

  it('of a tier has its numeral, and that of the feats a tick', () => {
    expect(new Set(METALS.map(emblemOf)).size).to.equal(METALS.length);
  });

  it('stays on its grid, but for the edge of its contour', () => {
    for (const metal of METALS) {
      for (const { from } of shapeOf(metal)) {
        for (const place of from) expect(place, metal).to.be.within(-1.5, 65.5);
      }
    }
  });

  it('stays there with whatever is struck on it, but for its thickness', () => {
    for (const metal of METALS)
      for (const path of paths(struck(metal)))
        for (const number of numbers(path))
          expect(number, `${metal}: ${path}`).to.be.within(-1.5, 65.5 + 1.8);
  });

  it('mirrors the light on its upper left half, up to the diagonal', () => {
    for (const metal of METALS) {
      const sheens = struck(metal).filter(({ fill }) => fill === 'sheen');
      for (const { path } of sheens) {
        const points = path.split('L').map((point) => numbers(point));
        const sums = points.map(([x = 99, y = 99]) => x + y);
        expect(Math.max(...sums), metal).to.be.closeTo(64, 0.05);
        expect(sums.filter((sum) => Math.abs(sum - 64) < 0.05).length, metal).to.be.at.least(2);
      }
    }
    expect(METALS.flatMap((metal) => struck(metal)).some(({ fill }) => fill === 'sheen')).to.equal(true);
  });

  it('of a secret is ringed by dashes that close the circle, longer than the gaps', () => {
    const [ring] = medalOf({ ...waiting, state: 'secret' });
    const [dash = 0, gap = 0] = ring?.dash ?? [];
    const around = (2 * Math.PI * 27.5) / (dash + gap);
    expect(around).to.be.closeTo(Math.round(around), 0.001);
    expect(dash).to.be.above(gap);
  });

  it('is a path for each of its layers, as SVG', () => {
    const layers = medalOf(gold);
    const drawn = markup(layers, (fill, stroke) => `fill="${fill ?? 'none'}" stroke="${stroke ?? 'none'}"`);
    expect(drawn.match(/<path d="M[^"]+" [^<>]+\/>/g)).to.have.length(layers.length);
    expect(drawn.replace(/<path [^<>]+\/>/g, '')).to.equal('');
    expect(drawn).to.include('fill="glint"').and.not.include('undefined').and.not.include('NaN');
  });
});
