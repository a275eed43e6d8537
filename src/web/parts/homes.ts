import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { HomeStatus } from '../../payload.js';
import { icon } from '../icons.js';
import { say } from '../texts.js';

/** In which of several homes something lies; nothing where there is one. */
export function homeName({ home }: { readonly home?: string | undefined }): TemplateResult | typeof nothing {
  return home === undefined ? nothing : html` <span class="label"><bdi>${home}</bdi></span>`;
}

/** Everything, or one home alone; nothing where there is one. @param current its name; empty for all */
export function homes(
  all: readonly HomeStatus[],
  current: string,
  choose: (home: string) => void,
): TemplateResult | typeof nothing {
  // One that is not there any more, as a link may name it, can be left again.
  if (all.length < 2 && current === '') return nothing;
  const names = all.map(({ name }) => name);
  const gone = current === '' || names.includes(current) ? [] : [current];
  const option = (value: string, text: string) =>
    html`<option value=${value} ?selected=${value === current} .selected=${live(value === current)}>${text}</option>`;
  return html`<label class="sort homes" part="homes">
    <span class="visually-hidden">${say('homes')}</span>
    <select @change=${({ target }: Event) => {
      if (target instanceof HTMLSelectElement) choose(target.value);
    }}>
      ${option('', say('homes-all'))}
      ${all.map(({ name, sessions, error }) => option(name, say(error === null ? 'home' : 'home-stale', { name, count: sessions })))}
      ${gone.map((name) => option(name, name))}
    </select>
    ${icon('chevron-down')}
  </label>`;
}
