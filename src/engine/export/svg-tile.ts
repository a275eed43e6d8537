/** Tiles: one for a badge that is unlocked, a lower one for a badge that waits, and one for all secrets together. */

import type { TierName } from '../../types.js';
import { grouped, oneLine, shortened } from '../badges/plain-text.js';
import { rankOf, reachedAt, TIER_NAMES, tierOf } from '../badges/tiers.js';
import type { DateOf } from '../folding/local-time.js';
import { standingOf } from './progress.js';
import type { ExportedAchievement } from './report.js';
import { medal } from './svg-medal.js';
import { type ColourName, colourOf } from './svg-style.js';
import { at, tenths, text } from './xml.js';

export const TILE_WIDTH = 276;
export const SECRETS_HEIGHT = 56;

/** Where the upper left corner is. */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** A kind of tile. Those of a row are as high as the highest of them. */
export interface Tile {
  readonly heightOf: (badge: ExportedAchievement) => number;
  readonly draw: (badge: ExportedAchievement, corner: Corner, height: number) => string;
}

const TEXT_LEFT = 64;
const TEXT_WIDTH = TILE_WIDTH - TEXT_LEFT - 14;
const LONGEST_TITLE = 32;
const LINE = 16;
const SEGMENT_GAP = 4;
const SECRETS_SHOWN = 12;

/** Medal, name, tier, numbers and ladder; below them when that was reached, and the session, when it may be told. */
export function unlockedTile(dateOf: DateOf): Tile {
  return {
    heightOf: (badge) => {
      const { length } = linesOf(badge, dateOf);
      return 72 + LINE * length + (length > 0 ? 4 : 0);
    },
    draw: (badge, { x, y }, height) => {
      const { name, tier } = badge;
      const left = x + TEXT_LEFT;
      return [
        card({ x, y }, { width: TILE_WIDTH, height, tier }),
        medal(badge, { x: x + 34, y: y + 37, radius: 21 }),
        text(left, y + 25, name, { look: `${sizeOf(name)} f-ink` }),
        text(left, y + 43, standingOf(badge).label, { look: `label f-${colourOf(tier)}` }),
        text(left + TEXT_WIDTH, y + 43, numbersOf(badge), { look: 'f-quiet', anchor: 'end' }),
        ladder(badge, { x: left, y: y + 53 }),
        ...linesOf(badge, dateOf).map((line, place) =>
          text(left, y + 78 + LINE * place, line, { look: 'small f-quiet' }),
        ),
      ].join('');
    },
  };
}

/** When it was reached, and in which session: as far as that is known, and may be told. */
function linesOf(badge: ExportedAchievement, dateOf: DateOf): readonly string[] {
  const reached = reachedAt(badge);
  const title = shortened(oneLine(badge.evidence?.title ?? ''), LONGEST_TITLE);
  return [reached === undefined ? '' : dateOf(reached), title].filter((line) => line !== '');
}

/** How far it is, and what is missing: the ring is all of its progress. */
export const WAITING_TILE: Tile = {
  heightOf: () => 56,
  draw: (badge, { x, y }, height) =>
    [
      card({ x, y }, { width: TILE_WIDTH, height, tier: null }),
      medal(badge, { x: x + 34, y: y + 28, radius: 20 }),
      text(x + TEXT_LEFT, y + 25, badge.name, { look: `${sizeOf(badge.name)} f-ink` }),
      text(x + TEXT_LEFT, y + 42, standingOf(badge).detail, { look: 'f-quiet' }),
    ].join(''),
};

/** There is nothing to tell of a secret but that it is there. */
export function secretsTile(
  secrets: readonly ExportedAchievement[],
  { x, y }: Corner,
  width: number,
): string {
  const rings = secrets
    .slice(0, SECRETS_SHOWN)
    .map((badge, place) => medal(badge, { x: x + 34 + place * 42, y: y + 28, radius: 17 }));
  const note = secrets.length === 1 ? 'One is still hiding.' : `${secrets.length} are still hiding.`;
  return [
    card({ x, y }, { width, height: SECRETS_HEIGHT, tier: null }),
    ...rings,
    text(x + 34 + rings.length * 42, y + 32, note, { look: 'f-quiet' }),
  ].join('');
}

interface Card {
  readonly width: number;
  readonly height: number;
  readonly tier: TierName | null;
}

/** The two highest tiers stand out: both by their border, the highest by its ground, too. */
function card({ x, y }: Corner, { width, height, tier }: Card): string {
  const size = `${at(x + 0.5, y + 0.5)} width="${width - 1}" height="${height - 1}" rx="12"`;
  const missing = tier === null ? TIER_NAMES.length : TIER_NAMES.length - rankOf(tier);
  const plain = `<rect ${size} class="f-card s-${missing > 1 ? 'line' : colourOf(tier)}"/>`;
  return missing > 0 ? plain : `${plain}<rect ${size} class="f-${colourOf(tier)} faint"/>`;
}

/** Nobody knows how wide the reader's letters are: names are set so that even wide ones stay inside. */
function sizeOf({ length }: string): string {
  if (length > 27) return 'name longest';
  return length > 23 ? 'name long' : 'name';
}

function numbersOf({ kind, progress, next_tier, next_threshold }: ExportedAchievement): string {
  if (kind === 'multi_condition') return '';
  return next_tier === null ? grouped(progress) : `${grouped(progress)} / ${grouped(next_threshold ?? 0)}`;
}

/** A segment for each tier, in its colour, and the next one as full as it is. A badge without tiers has one segment. */
function ladder({ tiers, tier, progress_pct }: ExportedAchievement, { x, y }: Corner): string {
  if (tiers === undefined) return segment({ x, y }, TEXT_WIDTH, 100, 'accent');
  const width = (TEXT_WIDTH - SEGMENT_GAP * (TIER_NAMES.length - 1)) / TIER_NAMES.length;
  const rank = rankOf(tier);
  return TIER_NAMES.map((_, step) => {
    const percent = step < rank ? 100 : step === rank ? progress_pct : 0;
    return segment({ x: x + step * (width + SEGMENT_GAP), y }, width, percent, colourOf(tierOf(step + 1)));
  }).join('');
}

function segment({ x, y }: Corner, width: number, percent: number, colour: ColourName): string {
  const piece = (length: number, look: ColourName) =>
    `<rect ${at(x, y)} width="${tenths(length)}" height="5" rx="2.5" class="f-${look}"/>`;
  const filled = percent === 0 ? '' : piece(Math.max(5, (width * percent) / 100), colour);
  return (percent === 100 ? '' : piece(width, 'track')) + filled;
}
