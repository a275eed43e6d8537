/** Medals on the wall: what was won is metal, by day and by night; what was not is an outline in the wall's own colours. */

import type { BlankPaint, Paint } from '../../medal/layer.js';
import type { Metal } from '../../medal/look.js';
import { type Brush, markup, transformOf } from '../../medal/markup.js';
import { emblemOf, iconOf, medalOf, medalOfAny, metalOf, relief, struck } from '../../medal/medal.js';
import { isShade, shadeOf } from '../../medal/metal.js';
import { GRID } from '../../medal/shape.js';
import { TIER_NAMES } from '../badges/tiers.js';
import type { ExportedAchievement } from './report.js';
import { colourOf } from './svg-style.js';

/** The middle of a medal, and how far it reaches. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

const METALS = ['Feat', ...TIER_NAMES] as const satisfies readonly Metal[];

/** The bare medals, one of each metal: those on the wall are copies of them. */
export const METAL_DEFINITIONS = `<defs>${METALS.map((metal) => `<g id="${idOf(metal)}">${markup(struck(metal), brushOf(metal))}</g>`).join('')}</defs>`;

/** The medal of a badge, struck or not. */
export function medal(badge: ExportedAchievement, place: Circle): string {
  const metal = metalOf(badge);
  if (badge.state === 'unlocked') return copy(metal, iconOf(badge.id), place);
  return group(place, markup(medalOf(badge), brushOf(metal)));
}

/** The medal of a tier; as long as none was won, its outline. */
export function tierMedal(metal: Metal, won: boolean, place: Circle): string {
  if (won) return copy(metal, emblemOf(metal), place);
  return group(place, markup(medalOfAny(metal, false), brushOf(metal)));
}

function copy(metal: Metal, mark: string, place: Circle): string {
  return group(place, `<use href="#${idOf(metal)}"/>${markup(relief(metal, mark), brushOf(metal))}`);
}

function group({ x, y, radius }: Circle, content: string): string {
  const scale = (2 * radius) / GRID;
  return `<g transform="${transformOf({ x: x - radius, y: y - radius, scale })}">${content}</g>`;
}

function idOf(metal: Metal): string {
  return `medal-${metal.toLowerCase()}`;
}

/** Shades of a metal are colours; what a blank is painted with are classes, because they change by night. */
function brushOf(metal: Metal): Brush {
  const classes: Readonly<Record<BlankPaint, string>> = {
    blank: 'ground',
    track: 'track',
    arc: metal === 'Feat' ? 'accent' : colourOf(metal),
    mark: 'quiet',
  };
  const named = (paint: Paint | undefined, of: 'f' | 's') =>
    paint === undefined || isShade(paint) ? [] : [`${of}-${classes[paint]}`];
  return (fill, stroke) => {
    const names = [fill === undefined ? ['none'] : named(fill, 'f'), named(stroke, 's')].flat();
    return [
      fill !== undefined && isShade(fill) ? `fill="${shadeOf(metal, fill)}"` : '',
      stroke !== undefined && isShade(stroke) ? `stroke="${shadeOf(metal, stroke)}"` : '',
      names.length === 0 ? '' : `class="${names.join(' ')}"`,
    ]
      .filter((attribute) => attribute !== '')
      .join(' ');
  };
}
