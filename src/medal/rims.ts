/** The face and the rim of each metal: how the light falls on it, and what the mint put there. */

import type { Layer } from './layer.js';
import type { Metal } from './look.js';
import type { Shade } from './metal.js';
import { around, band, circle, type Point, pathOf, polygon, type Shape, shapeOf, spot } from './shape.js';

/** A medal without its icon, and how an icon stands on it. */
export interface Face {
  readonly layers: readonly Layer[];
  /** What the icon stands on. */
  readonly ground: readonly Shade[];
  /** Width and height of the icon, of the grid of 64. */
  readonly size: number;
  readonly ink: Shade;
  readonly echo: Shade;
  /** How much lower the echo is. */
  readonly echoDown: number;
}

/** Shades by how much a piece looks into the light, from turned away to straight into it. */
const BY_LIGHT = ['dark', 'shade', 'base', 'light', 'pale', 'glint'] as const satisfies readonly Shade[];

/** The light comes from above, and from the left. */
const LIGHT: Point = [-0.5, -0.866];

/** Dark strokes cut into bright metal, with a bright lower edge; or bright strokes that stand out of dark metal. */
const CUT = {
  ink: 'ink',
  echo: 'pale',
  echoDown: 1,
  ground: ['base', 'sheen'],
} as const satisfies Partial<Face>;
const RAISED = {
  ink: 'glint',
  echo: 'ink',
  echoDown: 1.2,
  ground: ['base', 'sheen'],
} as const satisfies Partial<Face>;

/** TABLE: the facets of each side of the stone, from the top clockwise. */
const STONE: readonly (readonly [Shade, Shade, Shade])[] = [
  ['light', 'base', 'shade'],
  ['base', 'dark', 'shade'],
  ['dark', 'shade', 'base'],
  ['light', 'glint', 'pale'],
];

/** How thick it is, and its contour. */
function body(metal: Metal): readonly Layer[] {
  const shape = shapeOf(metal);
  return [
    { path: pathOf(shape, 1.8), fill: 'ink', stroke: 'ink', width: 2.4 },
    { path: pathOf(shape), fill: 'base', stroke: 'deep', width: 2.4 },
  ];
}

/** The slope from the edge inward, and the small step down to the field. @param inner where the slope ends */
function rim(metal: Metal, inner: number): readonly Layer[] {
  const edge = shapeOf(metal, inner);
  const field = shapeOf(metal, inner - 0.07);
  return [
    ...lit(band(shapeOf(metal), edge), 1),
    ...lit(band(edge, field), -1),
    { path: pathOf(field), fill: 'base' },
  ];
}

/** Pieces of one shade are one layer. @param side −1 for a slope that goes down where it looks outward */
function lit(pieces: ReturnType<typeof band>, side: 1 | -1): readonly Layer[] {
  const shadeOf = ([x, y]: Point): Shade => {
    const towards = (side * (x * LIGHT[0] + y * LIGHT[1]) + 1) / 2;
    return BY_LIGHT[Math.min(BY_LIGHT.length - 1, Math.floor(towards * BY_LIGHT.length))] ?? 'base';
  };
  return BY_LIGHT.flatMap((shade) => {
    const paths = pieces.filter(({ normal }) => shadeOf(normal) === shade).map(({ path }) => path);
    return paths.length === 0 ? [] : [{ path: paths.join(''), fill: shade }];
  });
}

/** The upper left half of a field, which mirrors the light. */
function sheen(field: Shape): readonly Layer[] {
  const half: Point[] = [];
  for (const [index, { from }] of field.entries()) {
    const to = field[(index + 1) % field.length]?.from ?? from;
    const [here, there] = [side(from), side(to)];
    if (here <= 0) half.push(from);
    if (here * there < 0) {
      const share = here / (here - there);
      half.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
    }
  }
  return [{ path: `M${half.map((point) => spot(point)).join('L')}Z`, fill: 'sheen' }];
}

/** Below 0 on the upper left of the diagonal. */
function side([x, y]: Point): number {
  return x + y - 64;
}

function line(shape: Shape, stroke: Shade): Layer {
  return { path: pathOf(shape), stroke, width: 1 };
}

/** Beads along the rim, as on old coins: dots are lines of no length with round ends. */
function beads(radius: number, count: number): readonly Layer[] {
  const path = pathOf(polygon(8, radius, 1 / 16));
  const step = (2 * 8 * radius * Math.sin(Math.PI / 8)) / count;
  return [
    { path, stroke: 'deep', width: 2.2, dash: [0, step] },
    { path, stroke: 'glint', width: 1.2, dash: [0, step] },
  ];
}

/** A brilliant: four sides of three facets each around a table. */
function cut(): readonly Layer[] {
  const outer = shapeOf('Diamond');
  const table = shapeOf('Diamond', 0.66);
  const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const at = (shape: Shape, index: number): Point => shape[index % shape.length]?.from ?? [0, 0];
  const facet = (points: readonly Point[], fill: Shade): Layer => ({
    path: `M${points.map((point) => spot(point)).join('L')}Z`,
    fill,
  });
  const sides = STONE.flatMap(([first, face, last], index) => {
    const [from, to] = [at(outer, index), at(outer, index + 1)];
    const [tableFrom, tableTo] = [at(table, index), at(table, index + 1)];
    const half = middle(from, to);
    return [
      facet([from, half, tableFrom], first),
      facet([half, tableTo, tableFrom], face),
      facet([half, to, tableTo], last),
    ];
  });
  return [...sides, { path: pathOf(table), fill: 'light' }, ...sheen(table).map(paler)];
}

function paler(layer: Layer): Layer {
  return { ...layer, fill: 'pale' };
}

const PETALS = 12;

/** Petals, each with a crease, around a coin of rays. */
function crown(): readonly Layer[] {
  const coin = circle(22.5, PETALS, -0.5);
  const rays = sectors(
    24,
    (turn) => `M32 32L${spot(around(20.8, turn))}L${spot(around(20.8, turn + 0.5 / 24))}Z`,
  );
  const creases = sectors(PETALS, (turn) => `M${spot(around(23.5, turn))}L${spot(around(28.5, turn))}`);
  return [
    ...lit(band(shapeOf('Olympian'), coin), 1),
    { path: creases, stroke: 'base', width: 0.9 },
    ...lit(band(circle(22.5), circle(20.8)), -1),
    { path: pathOf(circle(20.8)), fill: 'base' },
    { path: rays, fill: 'shade' },
  ];
}

/** As often around the middle. */
function sectors(count: number, draw: (turn: number) => string): string {
  return Array.from({ length: count }, (_, sector) => draw(sector / count)).join('');
}

const LEAVES = 7;

/** Two branches, from below up to both sides. */
function laurel(): readonly Layer[] {
  const leaves = [-1, 1].flatMap((way) =>
    Array.from({ length: LEAVES }, (_, leaf) => leafAt(0.5 + way * (0.045 + leaf * 0.058), way)),
  );
  return [{ path: leaves.join(''), fill: 'glint' }];
}

/** Along the branch, turned a little outward. */
function leafAt(turn: number, way: number): string {
  const root = around(16.4, turn);
  const tip = around(19.6, turn + way * 0.052);
  const outside = around(19.8, turn + way * 0.012);
  const inside = around(15.8, turn + way * 0.042);
  return `M${spot(root)}Q${spot(outside)} ${spot(tip)}Q${spot(inside)} ${spot(root)}Z`;
}

/** TABLE: plain, lined, beaded, cut, crowned with laurel; and a shield of dark iron. */
export const FACES: Readonly<Record<Metal, Face>> = {
  Copper: {
    ...CUT,
    size: 28,
    layers: [...body('Copper'), ...rim('Copper', 0.82), ...sheen(circle(21.8))],
  },
  Silver: {
    ...CUT,
    size: 27,
    layers: [
      ...body('Silver'),
      ...rim('Silver', 0.84),
      ...sheen(shapeOf('Silver', 0.77)),
      line(shapeOf('Silver', 0.71), 'shade'),
    ],
  },
  Gold: {
    ...CUT,
    size: 27,
    layers: [...body('Gold'), ...rim('Gold', 0.87), ...sheen(shapeOf('Gold', 0.8)), ...beads(22.6, 32)],
  },
  Diamond: { ...CUT, ground: ['light', 'pale'], size: 25, layers: [...body('Diamond'), ...cut()] },
  Olympian: {
    ...RAISED,
    ground: ['base', 'shade'],
    size: 24,
    layers: [...body('Olympian'), ...crown(), ...laurel()],
  },
  Feat: {
    ...RAISED,
    size: 26,
    layers: [...body('Feat'), ...rim('Feat', 0.84), ...sheen(shapeOf('Feat', 0.77))],
  },
};
