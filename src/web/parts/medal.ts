import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Achievement } from '../../types.js';
import { badgeIcon, shapeOf } from '../icons.js';
import { type Look, lookOf } from '../model/look.js';

/** The badge itself: its icon on the shape of its tier, or of the one that it is on the way to. */
export function medal(badge: Achievement, look = lookOf(badge)): TemplateResult {
  return html`<span class="medal" part="medal" data-look=${look} aria-hidden="true">
    ${guard([look, badge.icon], () => [shapeOf(look), look === 'Secret' ? html`<span>?</span>` : badgeIcon(badge.icon)])}
  </span>`;
}

/** The shape of a tier alone. */
export function emptyMedal(look: Look): TemplateResult {
  return html`<span class="medal" part="medal" data-look=${look} aria-hidden="true">
    ${guard([look], () => shapeOf(look))}
  </span>`;
}
