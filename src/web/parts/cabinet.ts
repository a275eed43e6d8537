import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Achievement } from '../../types.js';
import type { Dates } from '../dates.js';
import { lookOf } from '../model/look.js';
import { say } from '../texts.js';
import { type CardActions, card, cardPart, frame } from './card.js';

export interface Cabinet {
  /** All of them, in order. */
  readonly badges: readonly Achievement[];
  /** Those that no filter hides, as far as they have come back. */
  readonly shown: ReadonlySet<Achievement>;
  /** Ids. */
  readonly news: ReadonlySet<string>;
  readonly dates: Dates;
  /** How many are made by now, from the first on; of the others there are frames. */
  readonly made: number;
  readonly clearFilters: () => void;
}

/**
 * The cards. One that is filtered out is hidden, not removed: filtering then costs no rendering, and what was opened
 * stays open.
 */
export function cabinet(
  { badges, shown, news, dates, made, clearFilters }: Cabinet,
  actions: CardActions,
): TemplateResult {
  const titles = secretTitles(badges);
  return html`
    <ul class="cards" part="cards">
      ${repeat(
        badges,
        ({ id }) => id,
        (
          badge,
          index,
        ) => html`<li class="card" part=${cardPart(badge)} data-look=${lookOf(badge)} data-id=${badge.id}
          ?data-new=${news.has(badge.id)} ?data-frame=${index >= made} tabindex="-1" ?hidden=${!shown.has(badge)}>
          ${guard([badge, news.has(badge.id), dates, index < made], () => (index < made ? card(badge, titles.get(badge) ?? badge.name, news.has(badge.id), dates, actions) : frame(badge)))}
        </li>`,
      )}
    </ul>
    ${
      shown.size > 0
        ? nothing
        : html`<div class="no-results">
            <h3>${say('results-none')}</h3>
            <p>${say('results-none-hint')}</p>
            <button class="button" part="button" type="button" @click=${clearFilters}>${say('clear-filters')}</button>
          </div>`
    }
  `;
}

/** A name of its own for each badge whose name is not told. */
function secretTitles(badges: readonly Achievement[]): ReadonlyMap<Achievement, string> {
  const secrets = badges.filter(({ state }) => state === 'secret');
  return new Map(secrets.map((badge, index) => [badge, say('secret-number', { number: index + 1 })]));
}
