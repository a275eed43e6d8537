/** Medals: each tier has a shape and a numeral of its own, so that colour tells nothing alone. */

import { rankOf } from '../badges/tiers.js';
import type { ExportedAchievement } from './report.js';
import { colourOf } from './svg-style.js';
import { tenths, text } from './xml.js';

const NUMERALS = ['I', 'II', 'III', 'IV', 'V'] as const;

/** The middle of a medal, and how far it reaches. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export function medal(badge: ExportedAchievement, place: Circle): string {
  if (badge.state === 'secret') return ring(place, 0, '?');
  return badge.unlocked ? reached(badge, place) : ring(place, badge.progress_pct, `${badge.progress_pct}%`);
}

/** The medal of a tier, or of a badge that has none. */
export function reached({ tier }: Pick<ExportedAchievement, 'tier'>, place: Circle): string {
  const { x, y } = place;
  const colour = colourOf(tier);
  const rank = rankOf(tier);
  const shape = `class="f-${colour} soft s-${colour}" stroke-width="1.8" stroke-linejoin="round"`;
  const inside =
    rank === 0
      ? tick(place, colour)
      : text(x, y + 4.5, NUMERALS[rank - 1] ?? '', { look: `mark f-${colour}`, anchor: 'middle' });
  return outline(rank, place, shape) + inside;
}

/** A way that is not walked to its end: the arc grows, what is inside stays quiet. */
function ring({ x, y, radius }: Circle, percent: number, inside: string): string {
  const r = radius - 2;
  const around = 2 * Math.PI * r;
  const circle = `cx="${tenths(x)}" cy="${tenths(y)}" r="${tenths(r)}"`;
  const arc =
    percent === 0
      ? ''
      : `<circle ${circle} class="none s-quiet" stroke-width="3" stroke-linecap="round" stroke-dasharray="${tenths((percent / 100) * around)} ${tenths(around)}" transform="rotate(-90 ${tenths(x)} ${tenths(y)})"/>`;
  const track = `<circle ${circle} class="none s-track" stroke-width="3"/>`;
  return track + arc + text(x, y + 4, inside, { look: 'small f-quiet', anchor: 'middle' });
}

function outline(rank: number, { x, y, radius }: Circle, attributes: string): string {
  switch (rank) {
    case 2:
      return polygon(x, y, [radius], 6, attributes);
    case 3:
      return polygon(x, y, [radius], 8, attributes);
    case 4:
      return polygon(x, y, [radius + 2], 4, attributes);
    case 5:
      return polygon(x, y, [radius + 2, radius - 2.5], 24, attributes);
    default:
      return `<circle cx="${tenths(x)}" cy="${tenths(y)}" r="${radius - 1}" ${attributes}/>`;
  }
}

/** Corners around a middle, the first at the top; their distances from it repeat. */
function polygon(
  x: number,
  y: number,
  distances: readonly number[],
  corners: number,
  attributes: string,
): string {
  const points = Array.from({ length: corners }, (_, corner) => {
    const angle = (corner / corners) * 2 * Math.PI;
    const distance = distances[corner % distances.length] ?? 0;
    return `${tenths(x + distance * Math.sin(angle))},${tenths(y - distance * Math.cos(angle))}`;
  });
  return `<polygon points="${points.join(' ')}" ${attributes}/>`;
}

function tick({ x, y }: Circle, colour: string): string {
  const path = `M${tenths(x - 6)} ${tenths(y)}l4.5 4.5 8-9`;
  return `<path d="${path}" class="none s-${colour}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`;
}
