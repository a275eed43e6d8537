import type { Achievement } from '../../types.js';
import type { ClientState, Trouble } from './state.js';

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
  sessionBadges(sessionId: string, signal: AbortSignal): Promise<readonly Achievement[]>;
}

export class TroubleError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`The server could not be asked: ${trouble.kind}.`);
    this.trouble = trouble;
  }
}
