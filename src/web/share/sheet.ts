import { say } from '../texts.js';
import { tierMedal } from './medal.js';
import type { Palette } from './palette.js';
import { label, type Pen } from './pen.js';

/** What link previews show in full. */
export const WIDTH = 1200;
export const HEIGHT = 630;
export const MARGIN = 72;

/** Where the card comes from, small, at its lower right. */
export function wordmark(pen: Pen, palette: Palette): void {
  const words = { size: 22, weight: 600, colour: palette.soft, align: 'right' } as const;
  const width = label(pen, `Hermes ${say('title')}`, WIDTH - MARGIN, HEIGHT - 44, words);
  const place = { x: WIDTH - MARGIN - width - 26, y: HEIGHT - 52, size: 30 };
  tierMedal(pen, place, 'Feat', true, palette);
}
