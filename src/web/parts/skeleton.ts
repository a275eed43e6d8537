import { html, type TemplateResult } from 'lit';

const CARDS = 12;

/** The page's shape, while the first answer is on its way: nothing jumps when it comes. */
export function skeleton(): TemplateResult {
  return html`<div class="skeleton" aria-hidden="true">
    <div class="summary bones"></div>
    <div class="bones bone-line"></div>
    <div class="cards">${Array.from({ length: CARDS }, () => html`<div class="card bones"></div>`)}</div>
  </div>`;
}
