import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';

export interface CardOptions {
  /** Show session titles, which are private. */
  readonly titles: boolean;
  readonly dark: boolean;
}

/** A picture of one badge: a PNG of 1200 × 630 pixels. */
export function drawBadge(_badge: Achievement, _options: CardOptions): Promise<Blob> {
  return Promise.reject(new Error('Nothing draws yet.'));
}

/** A picture of all badges: a PNG of 1200 × 630 pixels. */
export function drawCabinet(_payload: Payload, _options: CardOptions): Promise<Blob> {
  return Promise.reject(new Error('Nothing draws yet.'));
}
