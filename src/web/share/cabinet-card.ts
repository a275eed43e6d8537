import { mixed } from '../../medal/metal.js';
import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { formatNumber } from '../format.js';
import { lookOf, rankOf } from '../model/look.js';
import { highestTier, ringOf, SHELVES, shelfCounts } from '../model/summary.js';
import { say } from '../texts.js';
import { medal, tierMedal } from './medal.js';
import type { Palette } from './palette.js';
import { label, type Pen, write } from './pen.js';
import { HEIGHT, MARGIN, WIDTH, wordmark } from './sheet.js';

const RING = { x: 230, y: 222, radius: 118, line: 26 };
const SHELF = { left: 440, y: 250, size: 84 };
const BEST = { y: 448, size: 72, columns: 3 };

/** All badges at a glance: how many, of which tiers, and the best of them. */
export function drawCabinetCard(pen: Pen, payload: Payload, plain: Palette, titles: boolean): void {
  const { achievements } = payload;
  const tone = plain.tone[highestTier(achievements) ?? 'Waiting'];
  const palette = { ...plain, ground: mixed(tone, plain.ground, 0.1) };
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  ring(pen, payload, palette);
  shelves(pen, achievements, palette);
  pen.fillStyle = palette.empty;
  pen.fillRect(MARGIN, BEST.y - 72, WIDTH - 2 * MARGIN, 2);
  const found = bestOf(achievements);
  if (found.length > 0) best(pen, found, palette, titles);
  else label(pen, say('empty-title'), MARGIN, BEST.y + 24, { size: 32, colour: palette.ink });
  wordmark(pen, palette);
}

function ring(pen: Pen, payload: Payload, palette: Palette): void {
  const { unlocked_count: unlocked, total_count: total } = payload;
  const { x, y, radius, line } = RING;
  const start = -Math.PI / 2;
  const arc = (colour: string, width: number, from: number, length: number): void => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineCap = 'butt';
    pen.beginPath();
    pen.arc(x, y, radius, start + from * 2 * Math.PI, start + (from + length) * 2 * Math.PI);
    pen.stroke();
  };
  arc(palette.empty, line / 2, 0, 1);
  for (const { shelf, from, length } of ringOf(payload)) arc(palette.tone[shelf], line, from, length);
  const count = { size: 84, weight: 750, colour: palette.ink, align: 'center' } as const;
  label(pen, formatNumber(unlocked), x, y + 22, count);
  label(pen, say('ring-of', { total }), x, y + 62, { size: 26, colour: palette.soft, align: 'center' });
}

function shelves(pen: Pen, badges: readonly Achievement[], palette: Palette): void {
  const { left, y, size } = SHELF;
  const counts = shelfCounts(badges);
  label(pen, say('title'), left, 132, { size: 44, weight: 750, colour: palette.ink });
  const shelves = SHELVES.filter((shelf) => shelf !== 'Feat' || counts.Feat > 0);
  const column = (WIDTH - MARGIN - left - size - 10) / (shelves.length - 1);
  for (const [index, shelf] of shelves.entries()) {
    const x = left + size / 2 + index * column;
    const count = counts[shelf];
    const won = count > 0;
    tierMedal(pen, { x, y: y - 36, size }, shelf, won, palette);
    const digits = {
      size: 34,
      weight: 700,
      colour: won ? palette.ink : palette.soft,
      align: 'center',
    } as const;
    label(pen, formatNumber(count), x, y + 48, digits);
    label(pen, say(shelf === 'Feat' ? 'Feats' : shelf), x, y + 78, {
      size: 20,
      weight: 600,
      colour: won ? palette.tone[shelf] : palette.soft,
      align: 'center',
    });
  }
}

/** The highest first; among equals the one that is further, then the latest. */
function bestOf(badges: readonly Achievement[]): readonly Achievement[] {
  return badges
    .filter(({ state }) => state === 'unlocked')
    .sort(
      (a, b) =>
        rankOf(b.tier) - rankOf(a.tier) ||
        b.progress_pct - a.progress_pct ||
        (b.unlocked_at ?? 0) - (a.unlocked_at ?? 0),
    )
    .slice(0, BEST.columns);
}

function best(pen: Pen, badges: readonly Achievement[], palette: Palette, titles: boolean): void {
  const { y, size, columns } = BEST;
  const column = (WIDTH - 2 * MARGIN) / columns;
  for (const [index, badge] of badges.entries()) {
    const look = lookOf(badge);
    const left = MARGIN + index * column;
    medal(pen, { x: left + size / 2, y: y + 10, size }, badge, palette);
    const box = { x: left + size + 22, width: column - size - 40 };
    const name = { size: 26, weight: 650, colour: palette.ink };
    const next = write(pen, badge.name, { ...box, y, lines: 2 }, name);
    const below = write(
      pen,
      say(look),
      { ...box, y: next },
      { size: 22, weight: 600, colour: palette.tone[look] },
    );
    if (titles && badge.evidence) {
      write(pen, badge.evidence.title, { ...box, y: below, lines: 2 }, { size: 20, colour: palette.soft });
    }
  }
}
