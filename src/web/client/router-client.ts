import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { Alarm } from './alarm.js';
import type { Answer } from './answer.js';
import type { Api } from './api.js';
import { isPayload, type Progress, readBadges, readPayload, readRescan, readStatus } from './bodies.js';
import { Pace } from './pace.js';
import { type ClientState, INITIAL, type Trouble } from './state.js';
import type { Surroundings } from './surroundings.js';

/** What an element needs of the server. */
export interface Client {
  /** Replaced on change. */
  readonly state: ClientState;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  /** Asks for a scan now. Nothing happens while an answer is still on its way. */
  rescan(): void;
  /** Tries again what went wrong. */
  retry(): void;
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

/**
 * Keeps the latest snapshot: asks for it once, then follows the scan that makes a newer one, if there is one, and asks
 * once more when it is done. A scan that fails ends that; so nothing goes on for ever.
 */
export class RouterClient implements Client {
  readonly #api: Api;
  readonly #surroundings: Surroundings;
  readonly #listeners = new Set<() => void>();
  readonly #pace: Pace;
  readonly #again: Alarm;
  #state = INITIAL;
  /** Ends all requests. */
  #life = new AbortController();
  #asking = false;
  #unlisten = () => {};

  constructor(api: Api, surroundings: Surroundings) {
    this.#api = api;
    this.#surroundings = surroundings;
    this.#pace = new Pace(surroundings);
    this.#again = new Alarm(surroundings);
  }

  get state(): ClientState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins, also after a stop. */
  start(): void {
    this.#life = new AbortController();
    this.#set({ loading: this.#state.snapshot === undefined });
    this.#unlisten = this.#surroundings.onOnline(() => {
      if (this.#state.trouble?.kind === 'offline') void this.#load();
    });
    this.#follow();
    void this.#load();
  }

  /** Calls off every request and every wait. */
  stop(): void {
    this.#life.abort();
    this.#unlisten();
    this.#pace.stop();
    this.#again.clear();
    this.#asking = false;
    this.#set({ rescanning: false, updating: false, scan: undefined });
  }

  retry(): void {
    if (this.#asking || this.#state.rescanning) return;
    this.#set({ trouble: undefined, loading: this.#state.snapshot === undefined });
    this.#follow();
    void this.#load();
  }

  rescan(): void {
    if (!this.#asking && !this.#state.rescanning) void this.#rescan();
  }

  async sessionBadges(sessionId: string, signal: AbortSignal): Promise<readonly Achievement[]> {
    const path = `sessions/${encodeURIComponent(sessionId)}/badges`;
    const either = AbortSignal.any([signal, this.#life.signal]);
    const answer = await this.#api.ask('GET', path, readBadges, either);
    if (answer === undefined) throw either.reason;
    if (!answer.ok) throw new TroubleError(answer.trouble);
    return answer.value;
  }

  /** @param caughtUp a scan has just ended: what comes is as new as it gets, even if it is stale by now */
  async #load(caughtUp = false): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await this.#ask('GET', 'achievements', readPayload);
    if (answer === undefined) return;
    this.#asking = false;
    if (answer.ok) this.#adopt(answer.value, caughtUp);
    else this.#fail(answer.trouble);
  }

  async #rescan(): Promise<void> {
    this.#pace.stop();
    this.#again.clear();
    this.#set({ rescanning: true, trouble: undefined });
    const answer = await this.#ask('POST', 'rescan', readRescan);
    if (answer === undefined) return;
    if (!answer.ok) return this.#refused(answer.trouble);
    if (isPayload(answer.value)) return this.#adopt(withoutExtras(answer.value), true);
    this.#set({ scan: answer.value.progress });
    this.#follow(answer.waitMs);
  }

  #adopt(snapshot: Payload, caughtUp: boolean): void {
    const firstScan = isFirstScan(snapshot);
    const { cache } = snapshot.scan_meta.status;
    const follow = firstScan || (snapshot.is_stale && cache !== 'failed' && !caughtUp);
    this.#set({
      snapshot,
      loading: false,
      trouble: undefined,
      rescanning: false,
      updating: follow,
      scan: firstScan ? progressOf(snapshot) : undefined,
    });
    if (follow) this.#follow();
    else this.#pace.stop();
  }

  /** Nothing is asked again but by the reader, or when the server has said when. */
  #fail(trouble: Trouble): void {
    this.#pace.stop();
    this.#set({ trouble, loading: false, rescanning: false, updating: false, scan: undefined });
    if (trouble.kind === 'limited') {
      this.#again.set(trouble.retryAt - this.#surroundings.now(), () => void this.#load());
    }
  }

  /** No rescan; a scan that was running before still is. */
  #refused(trouble: Trouble): void {
    const { snapshot } = this.#state;
    this.#fail(trouble);
    if (snapshot === undefined || !isFirstScan(snapshot)) return;
    this.#set({ updating: true });
    this.#follow();
  }

  #follow(atLeastMs?: number): void {
    this.#pace.start((signal) => this.#look(signal), atLeastMs);
  }

  /** One look at the running scan. @returns how long to wait at least before the next, in milliseconds */
  async #look(signal: AbortSignal): Promise<number> {
    const answer = await this.#api.ask('GET', 'scan-status', readStatus, signal);
    if (answer === undefined || signal.aborted) return 0;
    if (!answer.ok) this.#missed(answer.trouble);
    else if (answer.value.running) {
      const { rescanning } = this.#state;
      this.#set({ trouble: undefined, updating: !rescanning, scan: answer.value.progress });
    } else if (!this.#asking) {
      this.#pace.stop();
      void this.#load(true);
    }
    return answer.waitMs ?? 0;
  }

  /** A look that came to nothing: the next may do better, unless somebody has to do something first. */
  #missed(trouble: Trouble): void {
    // What the snapshot itself runs into will be told by its own answer.
    if (this.#asking) return;
    if (trouble.kind === 'signed-out' || trouble.kind === 'unreadable') this.#fail(trouble);
    else this.#set({ trouble });
  }

  #ask<T>(method: 'GET' | 'POST', path: string, read: (body: unknown) => T | undefined) {
    const { signal } = this.#life;
    const asked: Promise<Answer<T> | undefined> = this.#api.ask(method, path, read, signal);
    // Stopped meanwhile: whatever came is nobody's.
    return asked.then((answer) => (signal.aborted ? undefined : answer));
  }

  #set(change: Partial<ClientState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

function isFirstScan({ scan_meta: { mode } }: Payload): boolean {
  return mode === 'pending' || mode === 'in_progress';
}

function progressOf({ scan_meta }: Payload): Progress | undefined {
  const { sessions_scanned_so_far: scanned, sessions_expected_total: total } = scan_meta;
  return total > 0 ? { scanned, total } : undefined;
}

/** `POST /rescan` answers with more than a snapshot. */
function withoutExtras(answer: Payload): Payload {
  const {
    ok: _ok,
    aggregate: _aggregate,
    ...payload
  }: Payload & { ok?: unknown; aggregate?: unknown } = answer;
  return payload;
}
