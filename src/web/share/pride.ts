import type { Achievement } from '../../types.js';
import { lookOf } from '../model/look.js';
import { say } from '../texts.js';
import type { Palette } from './palette.js';
import { label, linesOf, type Pen, write } from './pen.js';

/** Where numbers stand, above the ladder. */
export interface Shelf {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Between the steps of the ladder. */
  readonly gap: number;
}

const NUMBER_HEIGHT = 84;
const CONDITIONS_HEIGHT = 104;

/** Pixels that `pride` takes. */
export function prideHeight({ unit, requirements }: Achievement): number {
  if (unit !== undefined) return NUMBER_HEIGHT;
  return requirements === undefined ? 0 : CONDITIONS_HEIGHT;
}

/**
 * The numbers to be proud of, and what they count: one, or one for each condition, above its step.
 * @returns the base of the line below it
 */
export function pride(pen: Pen, badge: Achievement, shelf: Shelf, palette: Palette): number {
  if (badge.unit !== undefined) number(pen, badge, badge.unit, shelf, palette);
  else conditions(pen, badge, shelf, palette);
  return shelf.y + prideHeight(badge);
}

/** What it counts has two lines beside it. */
function number(pen: Pen, badge: Achievement, unit: string, { x, y, width }: Shelf, { tone, soft }: Palette) {
  const base = y + 46;
  const big = { size: 64, weight: 750, colour: tone[lookOf(badge)] };
  const small = { size: 25, colour: soft };
  const after = label(pen, say('count', { count: badge.progress }), x, base, big) + 16;
  const box = { x: x + after, width: width - after, lines: 2 };
  write(pen, unit, { ...box, y: linesOf(pen, unit, box, small) > 1 ? base - 28 : base }, small);
}

function conditions(
  pen: Pen,
  { requirements = [] }: Achievement,
  { x, y, width, gap }: Shelf,
  palette: Palette,
) {
  const column = (width + gap) / requirements.length;
  for (const [index, { value, unit }] of requirements.entries()) {
    const box = { x: x + index * column, width: column - gap };
    const big = { size: 38, weight: 750, colour: palette.ink };
    write(pen, say('count', { count: value }), { ...box, y: y + 22 }, big);
    write(pen, unit, { ...box, y: y + 52, lines: 2 }, { size: 19, colour: palette.soft });
  }
}
