/** What is exported, whatever the format. */

import type { Achievement, Evidence } from '../../types.js';
import { type StateFilter, select } from '../badges/selection.js';
import type { StateCounts } from '../badges/snapshot.js';
import { countTiers, type TierCounts } from '../badges/tiers.js';

/** Evidence as it may leave the house: with the title only when asked for. */
export type ExportedEvidence = Omit<Evidence, 'title'> & Partial<Pick<Evidence, 'title'>>;

export type ExportedAchievement = Omit<Achievement, 'evidence'> & {
  readonly evidence?: ExportedEvidence | null;
};

/** The counts and tiers are those of the whole, the badges those that were asked for. */
export interface Report extends StateCounts {
  /** Unix seconds. */
  readonly generated_at: number;
  /** False as long as no scan has been finished: then more may be unlocked than is shown. */
  readonly is_complete: boolean;
  /** In plain words: what is wrong with the history. */
  readonly error: string | null;
  readonly tiers: TierCounts;
  readonly filtered_count: number;
  readonly achievements: readonly ExportedAchievement[];
}

/** What a report is made of, as `GET /achievements` shows it: all badges, masked. */
export interface Reported extends StateCounts {
  readonly generated_at: number;
  readonly error: string | null;
  readonly scan_meta: { readonly mode: string };
  readonly achievements: readonly Achievement[];
}

export interface ReportOptions {
  readonly state?: StateFilter | undefined;
  /** Session titles are private: without this they stay at home. */
  readonly titles?: boolean | undefined;
}

/** Modes of a scan whose counts are those of the whole history. */
const FINISHED = ['full', 'incremental'];

export function makeReport(whole: Reported, { state, titles = false }: ReportOptions): Report {
  const { unlocked_count, discovered_count, secret_count, total_count, generated_at } = whole;
  const { achievements: shown, matched } = select(whole.achievements, { state });
  return {
    generated_at,
    is_complete: FINISHED.includes(whole.scan_meta.mode),
    error: whole.error,
    unlocked_count,
    discovered_count,
    secret_count,
    total_count,
    tiers: countTiers(whole.achievements),
    filtered_count: matched,
    achievements: titles ? shown : shown.map(withoutTitle),
  };
}

function withoutTitle({ evidence, ...badge }: Achievement): ExportedAchievement {
  if (evidence === undefined) return badge;
  return { ...badge, evidence: evidence && { session_id: evidence.session_id, value: evidence.value } };
}
