/**
 * Medals. Here they are drawn, once; the page, the share cards and the wall of badges only paint what comes out. A medal
 * is a pile of layers on a grid of 64, the lowest first.
 */

import type { Achievement } from '../types.js';
import { NUMERALS, QUESTION, STAR, TICK } from './emblems.js';
import { ICONS } from './icons.js';
import type { Layer, Place } from './layer.js';
import { lookOf, type Metal } from './look.js';
import { FACES } from './rims.js';
import { circle, GRID, lengthOf, pathOf, shapeOf } from './shape.js';

const ICON_GRID = 24;
const TRACK_WIDTH = 1.8;

/** The icon of a badge. @param id the badge's; one that we do not know has a star */
export function iconOf(id: string): string {
  return (Object.hasOwn(ICONS, id) ? ICONS[id] : undefined) ?? STAR;
}

/** What stands on the medal of a tier, or of a feat, that is no badge's. */
export function emblemOf(metal: Metal): string {
  return metal === 'Feat' ? TICK : NUMERALS[metal];
}

/** A medal that was won. @param mark what stands on it; without one it is bare */
export function struck(metal: Metal, mark?: string): readonly Layer[] {
  return [...FACES[metal].layers, ...(mark === undefined ? [] : relief(metal, mark))];
}

/** What stands on a medal: its echo below it is the edge that the light finds. */
export function relief(metal: Metal, mark: string): readonly Layer[] {
  const { size, ink, echo, echoDown } = FACES[metal];
  return [
    { path: mark, stroke: echo, width: 2.3, place: placed(size, echoDown) },
    { path: mark, stroke: ink, width: 2.3, place: placed(size) },
  ];
}

/**
 * A medal that is yet to be struck: the outline of what it will be, drawn as far as it is.
 * @param percent 0–100
 */
export function blank(metal: Metal, percent: number, mark?: string): readonly Layer[] {
  const shape = shapeOf(metal, 0.94);
  const path = pathOf(shape);
  const length = lengthOf(shape);
  const arc: Layer = { path, stroke: 'arc', width: 4.2, dash: [(length * percent) / 100, length] };
  return [
    { path, fill: 'blank', stroke: 'track', width: TRACK_WIDTH },
    ...(percent > 0 ? [arc] : []),
    ...(mark === undefined ? [] : [flat(mark)]),
  ];
}

/** What hides: nothing of it is told, not even its shape. */
export function hidden(): readonly Layer[] {
  const shape = circle(27.5);
  const step = lengthOf(shape) / 16;
  return [
    {
      path: pathOf(shape),
      fill: 'blank',
      stroke: 'track',
      width: TRACK_WIDTH,
      dash: [step * 0.6, step * 0.4],
    },
    flat(QUESTION),
  ];
}

function flat(mark: string): Layer {
  return { path: mark, stroke: 'mark', width: 2, place: placed(25) };
}

/** In the middle. @param size width and height, of the medal's grid */
function placed(size: number, down = 0): Place {
  const start = (GRID - size) / 2;
  return { x: start, y: start + down, scale: size / ICON_GRID };
}

/** The medal of a tier, or of feats, that is no badge's: as long as none was won, its outline. */
export function medalOfAny(metal: Metal, won: boolean): readonly Layer[] {
  const emblem = emblemOf(metal);
  return won ? struck(metal, emblem) : blank(metal, 0, emblem);
}

/** What of a badge its medal shows. */
export type Shown = Pick<Achievement, 'id' | 'state' | 'tier' | 'next_tier' | 'progress_pct'>;

/** The medal of a badge: struck, on its way, or hidden. */
export function medalOf(badge: Shown): readonly Layer[] {
  const look = lookOf(badge);
  if (look === 'Secret') return hidden();
  return look === 'Waiting' ? medalAhead(badge) : struck(look, iconOf(badge.id));
}

/** The medal that a badge is on the way to. */
export function medalAhead(badge: Shown): readonly Layer[] {
  return blank(aheadOf(badge), badge.progress_pct, iconOf(badge.id));
}

/** What a badge is made of: what it has won, or else what it is on the way to. */
export function metalOf(badge: Shown): Metal {
  const look = lookOf(badge);
  return look === 'Waiting' || look === 'Secret' ? aheadOf(badge) : look;
}

/** What a badge is on the way to; what it is, at the top. */
export function aheadOf({ tier, next_tier }: Shown): Metal {
  return next_tier ?? tier ?? 'Feat';
}
