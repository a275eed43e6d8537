import { html, nothing, type TemplateResult } from 'lit';
import type { Payload } from '../../payload.js';
import { icon } from '../icons.js';

/** A word of the server about what it counts from; nothing is broken. Older servers have no such field. */
export function notice({
  notice: words,
}: Payload & { readonly notice?: string | null }): TemplateResult | typeof nothing {
  return words ? html`<p class="notice" part="notice">${icon('info')}<span>${words}</span></p>` : nothing;
}
