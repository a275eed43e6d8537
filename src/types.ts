/** Types that cross a folder. No code lives here. */

export type * from './badge-types.js';

/** A time as the history stores it, damaged or not: nothing, a number, or a text. */
export type StoredTime = number | string | null;

/** One session as the history lists it. Of equal records the first in scan order counts: `startedAt` descending, then `id` ascending. */
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
  /**
   * All sessions that count, in any order, with their fingerprints: one consistent, cheap look.
   * @param seen the mark of a list after which nothing was left to do. A source that can tell without looking at sessions that
   * nothing has changed since may answer with that mark and no sessions.
   */
  list(seen?: string): Promise<SessionList>;
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
  /** All sessions that count, in any order. */
  readonly sessions: ListedSessions;
  /** Optional. What is different from an earlier list, by its mark; undefined when the source does not know that one any more. */
  since?(mark: string): ListChanges | undefined;
}

/** What is different from an earlier list. */
export interface ListChanges {
  /** At least the sessions that are new or have another fingerprint. */
  readonly changed: Iterable<ListedSession>;
  /** The ids of those that do not count any more. */
  readonly gone: Iterable<string>;
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

/** A finished session's share of everything: what the checkpoint keeps of it. */
export interface SessionRecord {
  readonly id: string;
  readonly fingerprint: string;
  /** The title to show, of a long one its beginning: stored title, else the preview, else `Untitled`. */
  readonly title: string;
  /** Of a long name its beginning. */
  readonly model: string | null;
  /** Where `model` is the beginning of a longer name: what counts of the whole. */
  readonly long?: {
    /** Tells it from all other names. */
    readonly model: string;
    readonly provider: string | null;
    readonly local: boolean;
  };
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

/** The session with the greatest value of a counter. */
export interface Holder {
  /** 1 or more. */
  readonly value: number;
  readonly id: string;
  /** The stored start: of equal values, the first session in scan order holds the record. */
  readonly start: StoredTime;
  readonly title: string;
  /** The name of the home that it lies in, where there are several. */
  readonly home?: string;
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
