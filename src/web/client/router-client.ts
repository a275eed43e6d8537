import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { Alarm } from './alarm.js';
import type { Answer } from './answer.js';
import { type Api, badgesPath, getOrThrow } from './api.js';
import { readActivity, readBadges, readHistory, readPayload, readRescan, readStatus } from './bodies.js';
import { freshForMs } from './freshness.js';
import { Healing } from './healing.js';
import { Pace } from './pace.js';
import { keepSame } from './same.js';
import { further, isFirstScan, progressOf, withoutExtras } from './snapshots.js';
import { type ClientState, DOUBTFUL, INITIAL, type Trouble, UNHEARD } from './state.js';
import type { Surroundings } from './surroundings.js';
import type { Activity, Client, HistoryPage, SessionRef } from './types.js';

const FIRST_LOOK_MS = 700;
const WORD_MS = 4_000;

/**
 * Keeps the latest snapshot: asks for it, then follows the scan that makes a newer one, if there is one, and asks once more
 * when it is done; as it goes, while the first scan runs. It asks again when what it has is no longer fresh. Nothing is
 * asked while nobody can see the page. What fails is tried again, ever more seldom.
 */
export class RouterClient implements Client {
  readonly #api: Api;
  readonly #surroundings: Surroundings;
  readonly #listeners = new Set<() => void>();
  readonly #pace: Pace;
  readonly #expiry: Alarm;
  readonly #word: Alarm;
  readonly #healing: Healing;
  #state = INITIAL;
  /** Ends all requests. */
  #life = new AbortController();
  #asking = false;
  /** The reader wants a rescan that did not get through yet. */
  #wanted = false;
  #unlisten = () => {};

  constructor(api: Api, surroundings: Surroundings) {
    this.#api = api;
    this.#surroundings = surroundings;
    this.#pace = new Pace(surroundings);
    this.#expiry = new Alarm(surroundings);
    this.#word = new Alarm(surroundings);
    this.#healing = new Healing(surroundings, () => this.#attempt());
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
    this.#unlisten = this.#surroundings.onReturn(() => this.#healing.hurry());
    this.#follow(0, FIRST_LOOK_MS);
    void this.#load();
  }

  /** Calls off every request and every wait. */
  stop(): void {
    this.#life.abort();
    this.#unlisten();
    this.#pace.stop();
    this.#expiry.clear();
    this.#word.clear();
    this.#healing.end();
    this.#asking = false;
    this.#wanted = false;
    this.#set({ rescanning: false, rescanned: false, updating: false, scan: undefined });
  }

  retry(): void {
    if (this.#asking || this.#state.rescanning) return;
    this.#set({ trouble: undefined, loading: this.#state.snapshot === undefined });
    this.#attempt();
  }

  hurry(): void {
    this.#healing.hurry();
  }

  rescan(): void {
    const { rescanning, trouble } = this.#state;
    if (this.#asking || rescanning) return;
    const now = this.#surroundings.now();
    if (trouble?.kind !== 'limited' || trouble.retryAt <= now) return void this.#rescan();
    if (this.#wanted) return;
    this.#wanted = true;
    this.#fail(trouble, trouble.retryAt - now);
  }

  sessionBadges(session: SessionRef, signal: AbortSignal): Promise<readonly Achievement[]> {
    return this.#get(badgesPath(session), readBadges, signal);
  }

  activity(signal: AbortSignal): Promise<Activity> {
    return this.#get('activity', readActivity, signal);
  }

  history(cursor: string | undefined, signal: AbortSignal): Promise<HistoryPage> {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    return this.#get(`history${query}`, readHistory, signal);
  }

  #get<T>(path: string, read: (body: unknown) => T | undefined, signal: AbortSignal): Promise<T> {
    return getOrThrow(this.#api, path, read, AbortSignal.any([signal, this.#life.signal]));
  }

  /** @param caughtUp a scan has just ended: what comes is as new as it gets, even if it is stale by now */
  async #load(caughtUp = false): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await this.#ask('GET', 'achievements', readPayload);
    if (answer === undefined) return;
    this.#asking = false;
    if (answer.ok) this.#adopt(answer.value, caughtUp);
    else this.#fail(answer.trouble, answer.waitMs);
  }

  /** What the reader waits for, once more. */
  #attempt(): void {
    if (this.#asking || this.#state.rescanning) return;
    if (this.#wanted) return void this.#rescan();
    if (this.#state.snapshot === undefined) this.#follow();
    void this.#load();
  }

  async #rescan(): Promise<void> {
    this.#pace.stop();
    this.#set({ rescanning: true, trouble: undefined });
    const answer = await this.#ask('POST', 'rescan', readRescan);
    if (answer === undefined) return;
    if (!answer.ok) return this.#notRescanned(answer.trouble, answer.waitMs);
    this.#wanted = false;
    if ('done' in answer.value) return this.#adopt(withoutExtras(answer.value.done), true);
    this.#healing.hold();
    this.#set({ scan: answer.value.running.progress });
    this.#follow(answer.waitMs);
  }

  #adopt(snapshot: Payload, caughtUp: boolean): void {
    const firstScan = isFirstScan(snapshot);
    const hadPart = this.#state.snapshot !== undefined;
    const { cache } = snapshot.scan_meta.status;
    const follow = firstScan || (snapshot.is_stale && cache !== 'failed' && !caughtUp);
    const rescanned = this.#state.rescanning && !firstScan;
    if (rescanned) this.#word.set(WORD_MS, () => this.#set({ rescanned: false }));
    this.#set({
      snapshot: keepSame(this.#state.snapshot, snapshot),
      loading: false,
      trouble: undefined,
      rescanning: false,
      rescanned: rescanned || this.#state.rescanned,
      updating: follow,
      scan: firstScan ? further(progressOf(snapshot), this.#state.scan) : undefined,
    });
    if (!follow) this.#pace.stop();
    // Who has followed it so far goes on, ever more seldom.
    else if (!(firstScan && hadPart && this.#pace.isRunning)) this.#follow();
    if (follow || cache === 'failed') this.#expiry.clear();
    else this.#expiry.set(freshForMs(snapshot, this.#surroundings.now()), () => this.#attempt());
    if (cache === 'failed' || this.#wanted) this.#healing.begin();
    else if (follow) this.#healing.hold();
    else this.#healing.end();
  }

  /** @param waitMs how long the server wants to be left alone, if it said so */
  #fail(trouble: Trouble, waitMs?: number): void {
    this.#pace.stop();
    this.#expiry.clear();
    const retryAt = this.#healing.begin(waitMs);
    this.#stand(trouble.kind === 'limited' ? { kind: 'limited', retryAt } : trouble);
  }

  #stand(trouble: Trouble): void {
    this.#set({ trouble, loading: false, rescanning: false, updating: false, scan: undefined });
  }

  async #notRescanned(trouble: Trouble, waitMs?: number): Promise<void> {
    const why = DOUBTFUL.has(trouble.kind) ? await this.#whyRefused() : trouble;
    if (why === undefined) return;
    this.#wanted = UNHEARD.has(why.kind);
    if (this.#wanted || DOUBTFUL.has(why.kind)) this.#fail(why, waitMs);
    else {
      // Only the reader can mend that, and it stays told.
      this.#healing.end();
      this.#stand(why);
    }
    const { snapshot } = this.#state;
    if (snapshot === undefined || !isFirstScan(snapshot)) return;
    this.#set({ updating: true });
    this.#follow(waitMs);
  }

  /** @returns undefined when it was called off */
  async #whyRefused(): Promise<Trouble | undefined> {
    const answer = await this.#ask('GET', 'scan-status', readStatus);
    if (answer === undefined) return undefined;
    return answer.ok ? { kind: 'refused' } : answer.trouble;
  }

  #follow(atLeastMs?: number, firstMs?: number): void {
    this.#pace.start((signal) => this.#look(signal), atLeastMs, firstMs);
  }

  /** One look at the running scan. @returns how long to wait at least before the next, in milliseconds */
  async #look(signal: AbortSignal): Promise<number> {
    const answer = await this.#api.ask('GET', 'scan-status', readStatus, signal);
    if (answer === undefined || signal.aborted) return 0;
    if (!answer.ok) this.#missed(answer.trouble, answer.waitMs);
    else if (answer.value.running) {
      const { rescanning, snapshot } = this.#state;
      this.#set({ trouble: undefined, updating: !rescanning, scan: answer.value.progress });
      // The cards fill as it goes.
      if (!rescanning && snapshot !== undefined && isFirstScan(snapshot)) void this.#load();
    } else if (!this.#asking) {
      this.#pace.stop();
      void this.#load(true);
    }
    return answer.waitMs ?? 0;
  }

  /** A look that came to nothing: the next may do better, unless somebody has to do something first. */
  #missed(trouble: Trouble, waitMs?: number): void {
    // What the snapshot itself runs into will be told by its own answer.
    if (this.#asking) return;
    if (DOUBTFUL.has(trouble.kind)) this.#fail(trouble, waitMs);
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
