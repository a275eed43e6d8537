import type { Achievement, TierName } from '../../types.js';
import type { ClientState, Trouble } from './state.js';

/** What happened on one local day. */
export interface ActivityDay {
  /** Such as `2026-11-25`. */
  readonly date: string;
  readonly active: boolean;
  readonly sessions: number;
  readonly messages: number;
  readonly tool_calls: number;
  readonly errors: number;
}

/** By what a session is asked for. */
export interface SessionRef {
  readonly session_id: string;
  /** Its home, where there are several. */
  readonly home?: string;
}

/** A session that holds a record; `date` is null where its start is damaged. */
export interface RecordSession extends SessionRef {
  readonly date: string | null;
}

/** The body of `GET /activity`. */
export interface Activity {
  /** Ascending, without gaps, up to today. */
  readonly days: readonly ActivityDay[];
  /** Active days. */
  readonly run: { readonly current: number; readonly longest: number; readonly of_last_21: number };
  readonly records: {
    readonly busiest_day: { readonly date: string; readonly messages: number } | null;
    readonly longest_session: (RecordSession & { readonly messages: number }) | null;
    readonly most_tools: (RecordSession & { readonly tools: number }) | null;
  };
}

/** An unlock or a climb. */
export interface HistoryItem {
  readonly id: string;
  readonly name: string;
  /** Null for a badge without tiers. */
  readonly tier: TierName | null;
  /** Null when it was not unlocked yet. */
  readonly previous_tier: TierName | null;
  /** Unix seconds. */
  readonly reached_at: number;
  readonly session?: SessionRef;
}

/** The body of `GET /history`: the latest first. */
export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  /** Null when nothing follows. */
  readonly next_cursor: string | null;
}

/** What an element needs of the server. */
export interface Client {
  /** Replaced on change. */
  readonly state: ClientState;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  /**
   * Asks for a scan now. Nothing happens while an answer is still on its way; where the server wants to be left alone, it
   * is asked for afterwards.
   */
  rescan(): void;
  /** Tries again what went wrong. */
  retry(): void;
  /** Tries again soon what went wrong, if something did: what the host has just changed may help. */
  hurry(): void;
  /**
   * What a session alone would unlock.
   * @throws TroubleError when it cannot be had; the signal's reason when it aborts
   */
  sessionBadges(session: SessionRef, signal: AbortSignal): Promise<readonly Achievement[]>;
  /**
   * What happened day by day in the last 53 weeks.
   * @throws as `sessionBadges`
   */
  activity(signal: AbortSignal): Promise<Activity>;
  /**
   * Unlocks and climbs, the latest first.
   * @param cursor of the page before; undefined for the first
   * @throws as `sessionBadges`
   */
  history(cursor: string | undefined, signal: AbortSignal): Promise<HistoryPage>;
}

export class TroubleError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`The server could not be asked: ${trouble.kind}.`);
    this.trouble = trouble;
  }
}
