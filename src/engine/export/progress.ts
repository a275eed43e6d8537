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
  const label = unlocked ? (tier ?? 'Feat') : 'On the way';
  if (kind === 'multi_condition') {
    return { label, detail: unlocked ? 'every condition met' : `${progress_pct}% of the way` };
  }
  if (next_tier === null) return { label, detail: `${grouped(progress)}, and nothing above` };
  return { label, detail: `${grouped(progress)} of ${grouped(next_threshold ?? 0)} to ${next_tier}` };
}

/** What its last week has added, and how long it takes at its pace; empty where nothing moves. */
export function paceOf({ pace }: Pick<ExportedAchievement, 'pace'>): string {
  if (pace === undefined || pace.last_28_days === 0) return '';
  const week = `+${grouped(pace.last_7_days)} in 7 days`;
  return pace.eta_days === null ? week : `${week}, ${etaOf(pace.eta_days)} to go`;
}

/** TABLE: days of a unit of time, from how many days on it is told. */
const UNITS = [
  { from: 730, days: 365, unit: 'years' },
  { from: 90, days: 30, unit: 'months' },
  { from: 2, days: 1, unit: 'days' },
] as const;

/** About how long that is. */
export function etaOf(days: number): string {
  const { days: length, unit } = UNITS.find(({ from }) => days >= from) ?? {};
  return length === undefined ? 'a day' : `${grouped(Math.round(days / length))} ${unit}`;
}

/** A bar of text. Full only when all is done, empty only when nothing is. @param percent 0–100 */
export function bar(percent: number, length: number): string {
  const exact = (percent / 100) * length;
  const filled =
    exact <= 0 ? 0 : exact >= length ? length : Math.min(length - 1, Math.max(1, Math.round(exact)));
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}
