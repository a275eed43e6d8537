import type { LitElement, TemplateResult } from 'lit';
import type { Payload } from '../../payload.js';
import type { Client } from '../client/client.js';
import type { HistoryPage } from '../client/types.js';
import { type Dates, datesIn } from '../dates.js';
import { log, type YearActions, year } from '../parts/year.js';
import { Lazy } from './lazy.js';

/** The sections of time, each asked for when it comes into view. */
export class Year {
  readonly #client: () => Client | undefined;
  readonly #activity;
  readonly #history;
  readonly #actions: YearActions;
  #badges: Payload['achievements'] = [];
  #dates: Dates = datesIn(undefined);
  #cursor: string | undefined;
  #earlier: HistoryPage['items'] = [];

  constructor(
    host: LitElement,
    client: () => Client | undefined,
    actions: Pick<YearActions, 'show' | 'openSession'>,
  ) {
    this.#client = client;
    this.#activity = new Lazy(host, 'year', (signal) => this.#held().activity(signal));
    this.#history = new Lazy(host, 'log', (signal) => this.#page(signal));
    this.#actions = {
      ...actions,
      retry: () => {
        this.#activity.retry();
        this.#history.retry();
      },
      more: () => this.#more(),
    };
  }

  want(snapshot: Payload): void {
    this.#activity.want(snapshot);
    const { achievements, time_zone } = snapshot;
    this.#dates = datesIn(time_zone);
    if (achievements.every((badge, index) => badge === this.#badges[index])) return;
    this.#badges = achievements;
    // What is new stands on its first page.
    this.#cursor = undefined;
    this.#earlier = [];
    this.#history.want(snapshot);
  }

  render(): readonly TemplateResult[] {
    return [
      year(this.#activity.loaded, this.#actions),
      log(this.#history.loaded, this.#dates, this.#actions),
    ];
  }

  #more(): void {
    const { value } = this.#history.loaded;
    if (value?.next_cursor == null) return;
    this.#earlier = value.items;
    this.#cursor = value.next_cursor;
    this.#history.retry();
  }

  async #page(signal: AbortSignal): Promise<HistoryPage> {
    const earlier = this.#earlier;
    const { items, next_cursor } = await this.#held().history(this.#cursor, signal);
    return { items: [...earlier, ...items], next_cursor };
  }

  #held(): Client {
    const client = this.#client();
    if (client === undefined) throw new Error('The element has left its client.');
    return client;
  }
}
