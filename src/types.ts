/** Types that cross a folder. No code lives here. */

/** A time as the history stores it, damaged or not: nothing, a number, or a text. */
export type StoredTime = number | string | null;

/** One session as the history lists it. Order of a list is the scan order: `startedAt` descending, then `id` ascending. */
export interface ListedSession {
  readonly id: string;
  /** Changes whenever anything that is counted or shown of the session may have changed. Opaque. */
  readonly fingerprint: string;
  /** The stored title; null when there is none. */
  readonly title: string | null;
  readonly model: string | null;
  /** Unix seconds; null when the stored value is damaged (outside 0 … 4.2e9). */
  readonly startedAt: number | null;
  /** Heartbeat of a running turn, Unix seconds; null when unknown or damaged. */
  readonly lastActivityAt: number | null;
  /** How many message rows the session has at most; only used to plan the reading. */
  readonly messageCount: number;
  /**
   * Optional. The start as it is stored, where that may be more than `startedAt` tells: any number (9e9, ±Infinity), a text,
   * null for NULL and for bytes. The scan order goes by it: texts, then numbers from the greatest, then null. Absent, it is
   * `startedAt`.
   */
  readonly storedStart?: StoredTime;
  /** True when `model` is the beginning of a longer one: see `wholeModel` of the reader. */
  readonly modelIsCut?: true;
  /** Of the source that listed it: what it then knew of the messages, against which it checks what it reads. Opaque. */
  readonly told?: string;
}

/** A text as it is at hand: a string, or its bytes in UTF-8, which are counted without making a string of them. */
export type TextOrBytes = string | Uint8Array;

/** What is known of a message besides its content. */
export interface MessageFacts {
  readonly sessionId: string;
  readonly id: number;
  readonly role: string | null;
  /** JSON text, of any shape. */
  readonly toolCalls: TextOrBytes | null;
  readonly toolName: string | null;
  /** Unix seconds; null when missing or damaged. */
  readonly timestamp: number | null;
  /** True when the message is not shown to the user: no preview is made of it, its text still counts. */
  readonly hidden: boolean;
}

/** One message that counts, as the history stores it. */
export interface Message extends MessageFacts {
  /**
   * Plain text, or `\0json:` followed by JSON. A content of many megabytes may come in slices, none of which ends inside a
   * character; they are asked for once, before the next message.
   */
  readonly content: TextOrBytes | AsyncIterable<TextOrBytes> | null;
}

/**
 * Where sessions come from. SQLite is one; tests and hosts may bring another.
 * A source that is not the built-in one runs on the main thread, in slices.
 */
export interface SessionSource {
  /**
   * Opens the history for one scan.
   * @throws AchievementsError when there is no history that can be read; its message is shown to the user.
   */
  open(): Promise<SessionReader>;
}

/** An open history. Used for one scan, then closed. */
export interface SessionReader {
  /** Optional. What the user should know of the history, though nothing is wrong: `notice` of `GET /achievements`. */
  readonly notice?: string | null;
  /** All sessions that count, in scan order, with their fingerprints: one consistent, cheap look. */
  list(): Promise<SessionList>;
  /**
   * The messages of some sessions, in pages of bounded size; the sessions need not be taken all at once. Each session's messages come without another
   * session's between them, by ascending `id`. A session that vanished meanwhile simply has none.
   */
  messages(sessions: Iterable<ListedSession>): AsyncIterable<readonly Message[]>;
  /** Optional. The model of a session whose `modelIsCut`. */
  wholeModel?(session: ListedSession): Promise<string | null>;
  /** Optional. What reads the history; for the log and for `/scan-status`. */
  readonly driver?: string;
  /** Ends a running read as soon as possible; it rejects, or yields no more. May be called at any time. */
  interrupt(): void;
  close(): Promise<void>;
}

export interface SessionList {
  /** Names the history itself: another value means another history, of which nothing known so far holds. */
  readonly identity: string;
  /**
   * Optional. Two lists with the same mark are of the same history and name the same sessions, with the same fingerprints:
   * nobody then looks at the sessions one by one.
   */
  readonly mark?: string;
  /** All sessions that count, in scan order. */
  readonly sessions: ListedSessions;
}

/** An array will do. It is gone through once. */
export interface ListedSessions extends Iterable<ListedSession> {
  readonly length: number;
}

/** What the host hands in to hear from us. `console` fits. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The five tiers, lowest first. */
export type TierName = 'Copper' | 'Silver' | 'Gold' | 'Diamond' | 'Olympian';

/** A finished session's share of everything: what the checkpoint keeps of it. */
export interface SessionRecord {
  readonly id: string;
  readonly fingerprint: string;
  /** The title to show: stored title, else the preview, else `Untitled`. */
  readonly title: string;
  readonly model: string | null;
  /** Unix seconds, null when damaged. */
  readonly startedAt: number | null;
  /** The start as it is stored, by which the scan order goes. */
  readonly storedStart: StoredTime;
  /** Unix seconds, null when nothing sane is known. */
  readonly lastActive: number | null;
  readonly contribution: Contribution;
}

/** What one session adds: counter name → count (a counter that is 0 may be absent), and the tools it used. */
export interface Contribution {
  readonly counters: Readonly<Record<string, number>>;
  /** Of a long name its beginning, and what tells it from others. */
  readonly toolNames: readonly string[];
  /**
   * What its messages added, by the quarter of an hour (900 s) in which each was written: four numbers for each that has some,
   * ascending, one after the other: its number (that of the first as it is, of the others the difference to the one before),
   * messages, entries of the call sequence, messages with an error word. Messages without a sane time are left out.
   */
  readonly activity?: readonly number[];
}

/** The session that holds the record of a `max` metric, as it goes over the wire. */
export interface Evidence {
  readonly session_id: string;
  readonly title: string;
  readonly value: number;
}

/** The session with the greatest value of a counter. */
export interface Holder {
  /** 1 or more. */
  readonly value: number;
  readonly id: string;
  /** The stored start: of equal values, the first session in scan order holds the record. */
  readonly start: StoredTime;
  readonly title: string;
}

/** What many sessions add up to: plain data, as it is kept. What is zero, or empty, may be absent. */
export interface Fold<Metric extends string = string> {
  /** What is summed or counted. */
  readonly totals: Readonly<Partial<Record<Metric, number>>>;
  readonly best: Readonly<Partial<Record<Metric, Holder>>>;
  /** Different values, each once. */
  readonly sets: Readonly<Partial<Record<Metric, readonly string[]>>>;
  /** By the number of the local day since 1970. */
  readonly days: Readonly<Record<string, DayNumbers>>;
}

/**
 * What happened on a local day: sessions that started, those of them that started at night; messages, tool calls, and
 * messages with an error, by the time of the messages.
 */
export type DayNumbers = readonly [
  sessions: number,
  nightSessions: number,
  messages: number,
  toolCalls: number,
  errors: number,
];

/** What is shown of a history besides its metrics: small, whatever the size of the history. */
export interface HistoryView<Metric extends string = string> {
  /** Of every day on which something happened. */
  readonly days: Fold['days'];
  /** By day, of the last 28 of them: what its sessions added to the metrics that are summed or counted; zeros may be absent. */
  readonly recent: Readonly<Record<string, Readonly<Partial<Record<Metric, number>>>>>;
  /** The session with the most messages, and that with the most different tools. */
  readonly longest: Holder | null;
  readonly mostTools: Holder | null;
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
