import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Payload } from '../../payload.js';
import { icon } from '../icons.js';
import { lookOf } from '../model/look.js';
import { isWhole } from '../model/scene.js';
import { type Memory, markSeen, type News, takeNews } from '../model/seen.js';
import { medal } from '../parts/medal.js';
import type { ClimbEvent, UnlockEvent } from '../public.js';
import { say } from '../texts.js';

const STAYS_MS = 12_000;
const MOST_NAMED = 2;

/** Celebrates each new unlock and each climb, once in the life of this browser; they stay new until they were looked at. */
export class Celebration implements ReactiveController {
  readonly #host: LitElement;
  readonly #show: (news: readonly News[]) => void;
  #news: ReadonlySet<string> = new Set();
  #toast: readonly News[] = [];
  #key = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement, show: (news: readonly News[]) => void) {
    this.#host = host;
    this.#show = show;
    host.addController(this);
  }

  /** Ids of the badges that are new in this visit: also those that are being looked at. */
  get news(): ReadonlySet<string> {
    return this.#news;
  }

  hostDisconnected(): void {
    this.#dismiss();
  }

  /** Looks for news in a snapshot and returns it, the best first. @param cabinet names where the snapshot is from */
  meet(payload: Payload, cabinet: URL): readonly News[] {
    if (!isWhole(payload)) return [];
    this.#key = `hermes-achievements:seen:${cabinet.href}`;
    const { news, unseen } = takeNews(memory, this.#key, payload.achievements);
    this.#news = new Set([...this.#news, ...unseen]);
    if (news.length === 0) return news;
    this.#toast = news;
    this.#wait();
    for (const { badge, climbed } of news) {
      const init = { detail: { badge }, bubbles: true, composed: true };
      const event: UnlockEvent | ClimbEvent = new CustomEvent(
        climbed ? 'hermes-climb' : 'hermes-unlock',
        init,
      );
      this.#host.dispatchEvent(event);
    }
    return news;
  }

  /** The reader has looked at these badges: at the next visit they are not new. */
  seen(ids: readonly string[]): void {
    const fresh = ids.filter((id) => this.#news.has(id));
    if (fresh.length > 0) markSeen(memory, this.#key, fresh);
  }

  render(): TemplateResult | typeof nothing {
    const [first] = this.#toast;
    if (first === undefined) return nothing;
    return html`<div class="toast" part="toast" popover="manual" data-look=${lookOf(first.badge)}
      @pointerenter=${this.#stay} @pointerleave=${this.#wait} @focusin=${this.#stay} @focusout=${this.#wait}
      @keydown=${({ key }: KeyboardEvent) => key === 'Escape' && this.#dismiss()}>
      <span class="toast-medal">${medal(first.badge)}</span>
      <div class="toast-words">
        <p class="toast-title">${toastTitle(this.#toast)}</p>
        <p class="toast-names">${namesOf(this.#toast)}</p>
      </div>
      <button class="button" part="button" type="button" @click=${this.#reveal}>
        ${say(this.#toast.length === 1 ? 'news-show' : 'news-show-more')}
      </button>
      <button class="quiet" part="button" type="button" aria-label=${say('close')} @click=${this.#dismiss}>${icon('close')}</button>
    </div>`;
  }

  readonly #reveal = (): void => {
    const news = this.#toast;
    this.#dismiss();
    this.#show(news);
  };

  readonly #dismiss = (): void => {
    clearTimeout(this.#timer);
    this.#toast = [];
    this.#host.requestUpdate();
  };

  // It waits for whoever reads it.
  readonly #stay = (): void => clearTimeout(this.#timer);

  readonly #wait = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#dismiss, STAYS_MS);
  };
}

/** What is said aloud. */
export function newsWords(news: readonly News[]): string {
  return `${toastTitle(news)}: ${namesOf(news)}`;
}

function toastTitle(news: readonly News[]): string {
  const count = news.length;
  const climbs = news.filter(({ climbed }) => climbed).length;
  const [first] = news;
  if (count === 1 && first)
    return first.climbed && first.badge.tier
      ? say('climb-one', { tier: say(first.badge.tier) })
      : say('news-one');
  if (climbs === 0) return say('news-more', { count });
  return climbs === count
    ? say('climb-more', { count })
    : say('news-mixed', { unlocks: count - climbs, climbs });
}

function namesOf(news: readonly News[]): string {
  const names = news.slice(0, MOST_NAMED).map(({ badge }) => badge.name);
  const more = news.length - names.length;
  return [...names, ...(more > 0 ? [say('news-and-more', { count: more })] : [])].join(', ');
}

/** Asked for at each use: where storage is forbidden, the mere mention of it throws. */
const memory: Memory = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};
