import type { Achievement } from '../../types.js';
import { formatDate, formatNumber } from '../format.js';
import { shapeOf } from '../icons.js';
import { lookOf, stepsOf } from '../model/look.js';
import { say } from '../texts.js';
import { medal } from './medal.js';
import { mixed, type Palette } from './palette.js';
import { bar, label, linesOf, type Pen, write } from './pen.js';
import { picture } from './picture.js';
import { HEIGHT, MARGIN, WIDTH, wordmark } from './sheet.js';

/** The medal's column. */
const MEDAL = { x: 258, y: 300, size: 300 };
const LEFT = 500;
const TEXT_WIDTH = WIDTH - LEFT - MARGIN;
const STEP_GAP = 8;
const STEP_HEIGHT = 14;

/** One badge: its medal on a ground of its tier's colour, and beside it what it is. */
export function drawBadgeCard(pen: Pen, badge: Achievement, plain: Palette, titles: boolean): void {
  const look = lookOf(badge);
  const tone = plain.tone[look];
  const palette = { ...plain, ground: mixed(tone, plain.ground, 0.13) };
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  // The shape once more, too large for the card: it tells the tier from afar.
  const rings = [620, 860, 1_140];
  for (const [index, size] of rings.entries()) {
    const stroke = mixed(tone, palette.ground, 0.22 - index * 0.06);
    picture(pen, shapeOf(look), { x: MEDAL.x, y: MEDAL.y, size, stroke, line: 2 });
  }
  medal(pen, MEDAL, { look, icon: badge.icon }, palette);
  tierPlate(pen, badge, palette);
  words(pen, badge, palette, titles);
  wordmark(pen, palette);
}

function tierPlate(pen: Pen, badge: Achievement, palette: Palette): void {
  const look = lookOf(badge);
  const style = { size: 34, weight: 700, colour: palette.tone[look], align: 'center' } as const;
  label(pen, say(look), MEDAL.x, MEDAL.y + MEDAL.size / 2 + 76, style);
}

/** In the middle of the height, however many lines there are. */
function words(pen: Pen, badge: Achievement, palette: Palette, titles: boolean): void {
  const { ink, soft } = palette;
  const name = { size: 62, weight: 750, colour: ink };
  const description = { size: 30, colour: ink };
  const proof = titles && badge.evidence ? badge.evidence : undefined;
  const nameBox = { x: LEFT, width: TEXT_WIDTH, lines: 2 };
  const textBox = { x: LEFT, width: TEXT_WIDTH, lines: 3 };
  const nameHeight = linesOf(pen, badge.name, nameBox, name) * 79;
  const textHeight = linesOf(pen, badge.description, textBox, description) * 38;
  const height = 40 + nameHeight + 14 + textHeight + 34 + STEP_HEIGHT + 46 + (proof ? 44 : 0);

  let y = (HEIGHT - 40 - height) / 2 + 24;
  write(pen, badge.category, { x: LEFT, y, width: TEXT_WIDTH }, { size: 24, weight: 600, colour: soft });
  y = write(pen, badge.name, { ...nameBox, y: y + 74 }, name);
  y = write(pen, badge.description, { ...textBox, y: y - 12 }, description);
  y = ladder(pen, badge, y, palette);
  y = write(pen, when(badge), { x: LEFT, y: y + 46, width: TEXT_WIDTH }, { size: 26, colour: soft });
  if (proof === undefined) return;
  const line = `${say('evidence-label')}: ${proof.title}`;
  write(pen, line, { x: LEFT, y: y + 8, width: TEXT_WIDTH }, { size: 26, colour: soft });
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

function when({ unlocked_at, state, progress, kind }: Achievement): string {
  const parts = [
    unlocked_at === undefined ? undefined : say('unlocked-on', { date: formatDate(unlocked_at) }),
    state !== 'secret' && kind !== 'multi_condition' ? formatNumber(progress) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join('  ·  ');
}
