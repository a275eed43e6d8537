import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { icon } from '../icons.js';
import { lookOf } from '../model/look.js';
import { isWhole } from '../model/scene.js';
import { type Memory, takeNews } from '../model/seen.js';
import { medal } from '../parts/medal.js';
import type { UnlockEvent } from '../public.js';
import { say } from '../texts.js';

const STAYS_MS = 12_000;
const MOST_NAMED = 2;

/** Celebrates each new unlock, once in the life of this browser. */
export class Celebration implements ReactiveController {
  readonly #host: LitElement;
  readonly #show: (badge: Achievement) => void;
  #news: ReadonlySet<string> = new Set();
  #toast: readonly Achievement[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement, show: (badge: Achievement) => void) {
    this.#host = host;
    this.#show = show;
    host.addController(this);
  }

  /** Ids of the badges that are new in this visit. */
  get news(): ReadonlySet<string> {
    return this.#news;
  }

  hostDisconnected(): void {
    this.#dismiss();
  }

  /** Looks for news in a snapshot and returns it. @param cabinet names where the snapshot is from */
  meet(payload: Payload, cabinet: URL): readonly Achievement[] {
    if (!isWhole(payload)) return [];
    const news = takeNews(memory, `hermes-achievements:seen:${cabinet.href}`, payload.achievements);
    if (news.length === 0) return news;
    this.#news = new Set([...this.#news, ...news.map(({ id }) => id)]);
    this.#toast = news;
    this.#wait();
    for (const badge of news) {
      const event: UnlockEvent = new CustomEvent('hermes-unlock', {
        detail: { badge },
        bubbles: true,
        composed: true,
      });
      this.#host.dispatchEvent(event);
    }
    return news;
  }

  render(): TemplateResult | typeof nothing {
    const [first] = this.#toast;
    if (first === undefined) return nothing;
    return html`<div class="toast" part="toast" popover="manual" data-look=${lookOf(first)}
      @pointerenter=${this.#stay} @pointerleave=${this.#wait} @focusin=${this.#stay} @focusout=${this.#wait}
      @keydown=${({ key }: KeyboardEvent) => key === 'Escape' && this.#dismiss()}>
      <span class="toast-medal">${medal(first)}</span>
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
    const [first] = this.#toast;
    this.#dismiss();
    if (first) this.#show(first);
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
export function newsWords(news: readonly Achievement[]): string {
  return `${toastTitle(news)}: ${namesOf(news)}`;
}

function toastTitle(news: readonly Achievement[]): string {
  return news.length === 1 ? say('news-one') : say('news-more', { count: news.length });
}

function namesOf(news: readonly Achievement[]): string {
  const names = news.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = news.length - names.length;
  return [...names, ...(more > 0 ? [say('news-and-more', { count: more })] : [])].join(', ');
}

/** Asked for at each use: where storage is forbidden, the mere mention of it throws. */
const memory: Memory = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};
