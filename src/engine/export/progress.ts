/** How far a badge has come, in words: alike in every format. */

import { grouped } from '../badges/plain-text.js';
import type { ExportedAchievement } from './report.js';

export interface Standing {
  /** The tier, or what stands in its place. */
  readonly label: string;
  /** The numbers; empty for a secret, which has none. */
  readonly detail: string;
}

export function standingOf(badge: ExportedAchievement): Standing {
  const { state, unlocked, kind, tier, progress, progress_pct, next_tier, next_threshold } = badge;
  if (state === 'secret') return { label: 'Secret', detail: '' };
  const label = unlocked ? (tier ?? 'Unlocked') : 'Not yet';
  if (kind === 'multi_condition') {
    return { label, detail: unlocked ? 'all of it, at once' : `${progress_pct}% of the way` };
  }
  if (next_tier === null) return { label, detail: `${grouped(progress)}, and nothing above` };
  return { label, detail: `${grouped(progress)} of ${grouped(next_threshold ?? 0)} to ${next_tier}` };
}

/** A bar of text. Full only when all is done, empty only when nothing is. @param percent 0–100 */
export function bar(percent: number, length: number): string {
  const exact = (percent / 100) * length;
  const filled =
    exact <= 0 ? 0 : exact >= length ? length : Math.min(length - 1, Math.max(1, Math.round(exact)));
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}
