import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Payload } from '../../payload.js';
import { icon } from '../icons.js';
import { categoriesOf, type Filters, isFiltered, SORTS, STATES, type StateFilter } from '../model/filters.js';
import { say } from '../texts.js';
import { rove } from './roving.js';

export type ChangeFilters = (change: Partial<Filters>) => void;

export interface ToolbarActions {
  readonly change: ChangeFilters;
  readonly clear: () => void;
}

export function toolbar(
  payload: Payload,
  filters: Filters,
  found: number,
  fresh: number,
  { change, clear }: ToolbarActions,
): TemplateResult {
  return html`<div class="toolbar" part="toolbar" data-filters role="search" aria-label=${say('search')}>
    ${search(filters, change)}${sorting(filters, change)}
    <div class="choices scroller">${states(payload, filters, fresh, change)}${categories(payload, filters, change)}</div>
    ${
      isFiltered(filters)
        ? html`<p class="found label">${say('results', { count: found })}
            <button class="link" type="button" @click=${clear}>${say('clear-filters')}</button></p>`
        : nothing
    }
  </div>`;
}

function states(payload: Payload, filters: Filters, fresh: number, change: ChangeFilters): TemplateResult {
  return html`<div class="states" role="group" aria-label=${say('filter-states')}>
    ${STATES.map(
      (state) => html`<button class="choice" type="button" aria-pressed=${filters.state === state}
        @click=${() => change({ state })}>
        ${say(`state-${state}`)} <span class="choice-count">${say('count', { count: state === 'new' ? fresh : payload[COUNT_OF[state]] })}</span>
      </button>`,
    )}
  </div>`;
}

const COUNT_OF = {
  all: 'total_count',
  unlocked: 'unlocked_count',
  discovered: 'discovered_count',
  secret: 'secret_count',
} as const satisfies Readonly<Record<Exclude<StateFilter, 'new'>, keyof Payload>>;

function categories(payload: Payload, filters: Filters, change: ChangeFilters): TemplateResult {
  return html`<div class="categories scroller" role="group" aria-label=${say('filter-categories')} @keydown=${rove}>
    ${['', ...categoriesOf(payload.achievements)].map(
      (category) => html`<button class="chip" type="button" aria-pressed=${filters.category === category}
        @click=${() => change({ category })}>${category || say('category-all')}</button>`,
    )}
  </div>`;
}

function search({ query }: Filters, change: ChangeFilters): TemplateResult {
  return html`<label class="search" part="search">
    ${icon('search')}<span class="visually-hidden">${say('search')}</span>
    <input type="search" placeholder=${say('search')} autocomplete="off" spellcheck="false" .value=${live(query)}
      @input=${({ target }: Event) => {
        if (target instanceof HTMLInputElement) change({ query: target.value });
      }}>
  </label>`;
}

function sorting({ sort }: Filters, change: ChangeFilters): TemplateResult {
  return html`<label class="sort" part="sort">
    <span class="visually-hidden">${say('sort')}</span>
    <select @change=${({ target }: Event) => {
      const chosen = target instanceof HTMLSelectElement && SORTS.find((name) => name === target.value);
      if (chosen) change({ sort: chosen });
    }}>
      ${SORTS.map((name) => html`<option value=${name} ?selected=${name === sort} .selected=${live(name === sort)}>${say(`sort-${name}`)}</option>`)}
    </select>
    ${icon('chevron-down')}
  </label>`;
}
