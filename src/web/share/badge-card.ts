import type { Layer } from '../../medal/layer.js';
import { metalOf } from '../../medal/medal.js';
import { mixed } from '../../medal/metal.js';
import { GRID, pathOf, shapeOf } from '../../medal/shape.js';
import type { Achievement } from '../../types.js';
import type { Dates } from '../dates.js';
import { lookOf, missing, stepsOf } from '../model/look.js';
import { say } from '../texts.js';
import { medal } from './medal.js';
import type { Palette } from './palette.js';
import { bar, label, linesOf, type Pen, widthOf, write } from './pen.js';
import { picture } from './picture.js';
import { pride, prideHeight } from './pride.js';
import { HEIGHT, MARGIN, WIDTH, wordmark } from './sheet.js';

/** The column of the medal. */
const PANEL = 448;
const MEDAL = { x: PANEL / 2, y: 282, size: 268 };
const ECHOES = [400, 640, 900];
const LEFT = PANEL + 64;
const TEXT_WIDTH = WIDTH - LEFT - MARGIN;
const STEP_GAP = 8;
const STEP_HEIGHT = 14;

/** One badge: its medal on a ground of its tier's colour, and beside it what it is. */
export function drawBadgeCard(
  pen: Pen,
  badge: Achievement,
  plain: Palette,
  dates: Dates,
  titles: boolean,
): void {
  const tone = plain.tone[lookOf(badge)];
  const palette = { ...plain, ground: mixed(tone, plain.ground, 0.1) };
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  panel(pen, badge, { ...plain, ground: mixed(tone, plain.ground, 0.2) });
  words(pen, badge, palette, dates, titles);
  wordmark(pen, palette);
}

function panel(pen: Pen, badge: Achievement, palette: Palette): void {
  const look = lookOf(badge);
  const { ground, tone } = palette;
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, PANEL, HEIGHT);
  pen.clip();
  pen.fillStyle = ground;
  pen.fillRect(0, 0, PANEL, HEIGHT);
  const shape = pathOf(shapeOf(metalOf(badge)));
  // The shape again and again, as a stone thrown into water: it tells the tier from afar.
  for (const [index, size] of ECHOES.entries()) {
    const stroke = mixed(tone[look], ground, 0.3 - index * 0.08);
    const line: Layer = { path: shape, stroke: 'track', width: (2 * GRID) / size };
    picture(pen, [line], { x: MEDAL.x, y: MEDAL.y, size }, () => stroke);
  }
  pen.restore();
  medal(pen, MEDAL, badge, palette);
  const style = { size: 36, weight: 700, colour: tone[look], align: 'center' } as const;
  label(pen, say(look), MEDAL.x, HEIGHT - 94, style);
}

/** In the middle of the height, however many lines there are. */
function words(pen: Pen, badge: Achievement, palette: Palette, dates: Dates, titles: boolean): void {
  const { ink, soft } = palette;
  const name = { size: 58, weight: 750, colour: ink };
  const description = { size: 28, colour: ink };
  const small = { size: 26, colour: soft };
  const nameBox = { x: LEFT, width: TEXT_WIDTH, lines: 2 };
  const textBox = { x: LEFT, width: TEXT_WIDTH, lines: 3 };
  const proof = titles && badge.evidence ? badge.evidence : undefined;
  const lines =
    linesOf(pen, badge.name, nameBox, name) * 74 + linesOf(pen, badge.description, textBox, description) * 36;
  const height = lines + 158 + prideHeight(badge) + (proof ? 36 : 0);

  let y = (HEIGHT - 52 - height) / 2 + 24;
  write(pen, badge.category, { x: LEFT, y, width: TEXT_WIDTH }, { size: 24, weight: 600, colour: soft });
  y = write(pen, badge.name, { ...nameBox, y: y + 68 }, name);
  y = write(pen, badge.description, { ...textBox, y: y - 14 }, description);
  y = pride(pen, badge, { x: LEFT, y, width: TEXT_WIDTH, gap: STEP_GAP }, palette);
  y = ladder(pen, badge, y + 2, palette) + 44;
  const [since, ahead] = [when(badge, dates), wayAhead(badge)];
  // Its date comes first: what is ahead is told where both fit.
  if (widthOf(pen, since, small) + 20 + widthOf(pen, ahead, small) <= TEXT_WIDTH)
    label(pen, ahead, LEFT + TEXT_WIDTH, y, { ...small, align: 'right' });
  y = write(pen, since, { x: LEFT, y, width: TEXT_WIDTH }, small);
  if (proof === undefined) return;
  write(pen, `${say('evidence-label')}: ${proof.title}`, { x: LEFT, y: y + 4, width: TEXT_WIDTH }, small);
}

/** @returns its lower edge */
function ladder(pen: Pen, badge: Achievement, y: number, { tone, empty }: Palette): number {
  const steps = stepsOf(badge);
  const width = (TEXT_WIDTH - STEP_GAP * (steps.length - 1)) / steps.length;
  for (const [index, { tier, filled }] of steps.entries()) {
    const x = LEFT + index * (width + STEP_GAP);
    bar(pen, x, y, width, STEP_HEIGHT, empty);
    if (filled > 0) bar(pen, x, y, Math.max(STEP_HEIGHT, width * filled), STEP_HEIGHT, tone[tier ?? 'Feat']);
  }
  return y + STEP_HEIGHT;
}

/** Since when it is what it is: a tier has a date of its own. */
function when({ tier, tiers = [], unlocked_at }: Achievement, dates: Dates): string {
  const reached = tiers.find(({ name }) => name === tier)?.reached_at;
  if (tier !== null && reached !== undefined) {
    return say('tier-since', { tier: say(tier), date: dates.date(reached) });
  }
  return unlocked_at === undefined ? '' : say('unlocked-on', { date: dates.date(unlocked_at) });
}

function wayAhead(badge: Achievement): string {
  const { state, kind, next_tier } = badge;
  if (state === 'secret' || kind === 'multi_condition') return '';
  if (next_tier === null) return say('at-top');
  return say('to-tier', { count: missing(badge) ?? 0, tier: say(next_tier) });
}
