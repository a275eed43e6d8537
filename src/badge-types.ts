/** Types of badges that cross a folder: `types.ts` hands them on. No code lives here. */

/** The five tiers, lowest first. */
export type TierName = 'Copper' | 'Silver' | 'Gold' | 'Diamond' | 'Olympian';

/** The session that holds the record of a `max` metric, as it goes over the wire. */
export interface Evidence {
  readonly session_id: string;
  readonly title: string;
  readonly value: number;
  /** The name of the home that it lies in, where there are several. */
  readonly home?: string;
}

/** All metrics of a history. */
export interface Aggregate<Metric extends string = string> {
  readonly values: Readonly<Record<Metric, number>>;
  /** For each `max` metric above 0: the first session, in scan order, with the greatest value. */
  readonly evidence: Readonly<Partial<Record<Metric, Evidence>>>;
}

/** When a tier was reached, and when a scan first saw that; Unix seconds. */
export interface TierRecord {
  /** The start of the session that reached it; the time of the scan where no session with a time did. */
  readonly reached_at: number;
  readonly recorded_at: number;
  /** The id of that session, where there is one. */
  readonly reached_in?: string;
  /** The name of the home that it lies in, where there are several. */
  readonly reached_home?: string;
  /** True when the first scan of a history found it, though the badge was unlocked before. */
  readonly imported?: true;
}

/** What is known of the unlock of one badge. */
export interface Unlock {
  /** Unix seconds: of the scan that saw it; when a first scan did, the time at which the first tier was reached. */
  readonly unlocked_at: number;
  /** Unix seconds: when a scan first saw it; absent, as in older files, means `unlocked_at`. */
  readonly recorded_at?: number;
  /** True when that scan was the first of a history: then it was reached before. */
  readonly imported?: true;
  /** When each of its tiers was reached; those of older files may be missing. */
  readonly tiers?: Readonly<Partial<Record<TierName, TierRecord>>>;
  /** Unix seconds: when the last condition of a badge without tiers was met. */
  readonly reached_at?: number;
  /** Unix seconds: when a scan first saw that it was, where that is another record's. */
  readonly dated_at?: number;
  /** The id of the session that met it, where there is one. */
  readonly reached_in?: string;
  /** The name of the home that it lies in, where there are several. */
  readonly reached_home?: string;
  /** The tier of the first unlock; null for a multi-condition badge. */
  readonly first_tier: TierName | null;
  /** The highest tier ever reached; absent, as in files of the Python plugin, means `first_tier`. */
  readonly highest_tier?: TierName | null;
  readonly evidence: Evidence | null;
  /** Keys of the file that we do not know, kept as they are. */
  readonly extra?: ReadonlyMap<string, unknown>;
}

/** Achievement id → unlock. May hold ids that the catalog does not have. */
export type Unlocks = ReadonlyMap<string, Unlock>;

export type AchievementKind = 'best_session' | 'lifetime' | 'multi_condition';

export type AchievementState = 'unlocked' | 'discovered' | 'secret';

/** One step of the ladder, as it goes over the wire. */
export interface Tier {
  readonly name: TierName;
  readonly threshold: number;
  /** Unix seconds: when it was reached; present when that is on record. */
  readonly reached_at?: number;
  /** The name of the home in which it was reached, where there are several. */
  readonly home?: string;
}

/** One condition of a multi-condition badge, as it goes over the wire. */
export interface Requirement {
  readonly metric: string;
  readonly gte: number;
  /** The live count. */
  readonly value: number;
  /** What is counted: reads well after a number. */
  readonly unit: string;
}

/** How fast a count that is summed moves, by the start of sessions; as of the local day of `generated_at`. */
export interface Pace {
  readonly last_7_days: number;
  readonly last_28_days: number;
  /** Days to the next tier at this pace; null when it does not move, and at the top. */
  readonly eta_days: number | null;
}

/** An evaluated badge, as it goes over the wire. */
export interface Achievement {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly kind: AchievementKind;
  readonly icon: string;
  readonly secret?: true;
  /** With `tiers` and `unit`: a tiered badge that is not masked. */
  readonly threshold_metric?: string;
  /** What is counted: reads well after a number ("tool calls in one session"). */
  readonly unit?: string;
  readonly tiers?: readonly Tier[];
  /** A multi-condition badge that is not masked. */
  readonly requirements?: readonly Requirement[];
  readonly unlocked: boolean;
  /** Something counted, or nothing to hide. */
  readonly discovered: boolean;
  readonly state: AchievementState;
  /** The highest tier reached or kept; null for none and for multi-condition badges. */
  readonly tier: TierName | null;
  /** Tiered: the live count. Multi-condition: percent, 0–100. */
  readonly progress: number;
  readonly next_tier: TierName | null;
  /** At the top: the last threshold. Multi-condition: 100. Masked: null. */
  readonly next_threshold: number | null;
  /** Way from the reached tier to the next, 0–99; 100 at the top. */
  readonly progress_pct: number;
  /** Of a badge on a sum or a count that is not masked. */
  readonly pace?: Pace;
  /** What counts, with exact numbers. */
  readonly criteria: string;
  /** Unix seconds; present when unlocked and recorded. */
  readonly unlocked_at?: number;
  /** Of a badge without tiers: the name of the home in which it was unlocked, where there are several. */
  readonly home?: string;
  /** Present when unlocked; null for badges that are not on a `max` metric. */
  readonly evidence?: Evidence | null;
}

/** A badge was unlocked, or has reached a higher tier; what says so is on disk. */
export interface UnlockEvent {
  /** As `GET /achievements` shows it. */
  readonly achievement: Achievement;
  /** The tier reached; null for a multi-condition badge. */
  readonly tier: TierName | null;
  /** The tier it had before; null when it was not unlocked yet. */
  readonly previousTier: TierName | null;
  /** Unix seconds of the first unlock: a higher tier does not change it. */
  readonly unlockedAt: number;
}

/** What the first scan of a history has unlocked, all at once; what says so is on disk. */
export interface ImportEvent {
  /** How many badges were unlocked or raised; 1 or more. */
  readonly count: number;
  /** These badges, as `GET /achievements` shows them. */
  readonly achievements: readonly Achievement[];
}
