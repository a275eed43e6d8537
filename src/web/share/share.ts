import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import type { Dates } from '../dates.js';
import { drawBadgeCard } from './badge-card.js';
import { drawCabinetCard } from './cabinet-card.js';
import { paletteOf } from './palette.js';
import type { Pen } from './pen.js';
import { HEIGHT, WIDTH } from './sheet.js';

export interface CardOptions {
  /** Show session titles, which are private. */
  readonly titles: boolean;
  readonly dark: boolean;
}

/** A picture of one badge: a PNG of 1200 × 630 pixels. */
export function drawBadge(badge: Achievement, dates: Dates, { titles, dark }: CardOptions): Promise<Blob> {
  return draw((pen) => drawBadgeCard(pen, badge, paletteOf(dark), dates, titles));
}

/** A picture of all badges: a PNG of 1200 × 630 pixels. */
export function drawCabinet(payload: Payload, { titles, dark }: CardOptions): Promise<Blob> {
  return draw((pen) => drawCabinetCard(pen, payload, paletteOf(dark), titles));
}

function draw(onto: (pen: Pen) => void): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext('2d');
  if (pen === null) return Promise.reject(new Error('This browser draws no pictures.'));
  onto(pen);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The picture could not be made.'));
    }, 'image/png');
  });
}
