/** Types that cross a folder. No code lives here. */

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
}

/** One message that counts, as the history stores it. */
export interface Message {
  readonly sessionId: string;
  readonly id: number;
  readonly role: string | null;
  /** Plain text, or `\0json:` followed by JSON. */
  readonly content: string | null;
  /** JSON text, of any shape. */
  readonly toolCalls: string | null;
  readonly toolName: string | null;
  /** Unix seconds; null when missing or damaged. */
  readonly timestamp: number | null;
  /** True when the message is not shown to the user: no preview is made of it, its text still counts. */
  readonly hidden: boolean;
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
  /** All sessions that count, in scan order, with their fingerprints: one consistent, cheap look. */
  list(): Promise<SessionList>;
  /**
   * The messages of some sessions, in pages of bounded size. Each session's messages come without another
   * session's between them, by ascending `id`. A session that vanished meanwhile simply has none.
   */
  messages(sessions: readonly ListedSession[]): AsyncIterable<readonly Message[]>;
  /** Ends a running read as soon as possible; it rejects, or yields no more. May be called at any time. */
  interrupt(): void;
  close(): Promise<void>;
}

export interface SessionList {
  /** Names the history itself: another value means another history, of which nothing known so far holds. */
  readonly identity: string;
  readonly sessions: readonly ListedSession[];
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
  /** Unix seconds, null when nothing sane is known. */
  readonly lastActive: number | null;
  readonly contribution: Contribution;
}

/** What one session adds: counter name → count (a counter that is 0 may be absent), and the tools it used. */
export interface Contribution {
  readonly counters: Readonly<Record<string, number>>;
  readonly toolNames: readonly string[];
}
