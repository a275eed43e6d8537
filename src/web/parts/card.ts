import { html, nothing, type TemplateResult } from 'lit';
import type { Achievement, Evidence } from '../../types.js';
import { formatDate, formatMoment, isoTime } from '../format.js';
import { icon } from '../icons.js';
import { lookOf } from '../model/look.js';
import { say } from '../texts.js';
import { ladder, standing, wayAhead } from './ladder.js';
import { medal } from './medal.js';

export interface CardActions {
  readonly share: (badge: Achievement) => void;
  readonly openSession: (evidence: Evidence) => void;
}

/** The name of a card's part, for themes: `card-gold`, `card-secret` and so on. */
export function cardPart(badge: Achievement): string {
  return `card card-${lookOf(badge).toLowerCase()}`;
}

/** What a card says; the list item around it is the caller's. */
export function card(badge: Achievement, isNew: boolean, actions: CardActions): TemplateResult {
  const { name, category, description } = badge;
  const look = lookOf(badge);
  return html`
    ${isNew ? html`<span class="new" part="new">${say('new')}</span>` : nothing}
    <div class="card-body">
    <div class="card-head">
      ${medal(badge)}
      <div class="card-names">
        <h3 class="card-name" part="card-name">${name}</h3>
        <p class="card-meta">
          <span class="tier" part="tier">${say(look)}</span><span class="category">${category}</span>
        </p>
      </div>
    </div>
    <p class="description" part="description">${description}</p>
    <div class="card-progress">
      ${ladder(badge)}
      <p class="numbers"><span class="standing-now">${standing(badge)}</span><span>${wayAhead(badge)}</span></p>
    </div>
    <div class="card-foot">${more(badge, actions)}</div>
    </div>
  `;
}

function more(badge: Achievement, { share, openSession }: CardActions): TemplateResult {
  const { name, criteria, state, unlocked_at, evidence } = badge;
  return html`
    <details class="more" part="details">
      <summary><span>${say('what-counts')}</span>${icon('chevron-down')}</summary>
      <div class="more-body">
        <p>${criteria}</p>
        ${evidence ? proof(evidence, openSession) : nothing}
        ${unlocked_at === undefined ? nothing : unlockTime(unlocked_at)}
      </div>
    </details>
    ${
      state === 'unlocked'
        ? html`<button class="quiet share" part="button" type="button" aria-label=${say('share-badge-label', { name })}
            title=${say('share-badge')} @click=${() => share(badge)}>${icon('share')}</button>`
        : nothing
    }
  `;
}

function proof(evidence: Evidence, openSession: CardActions['openSession']): TemplateResult {
  return html`<p class="proof">
    <span class="label">${say('evidence-label')}</span>
    <button class="link" type="button" @click=${() => openSession(evidence)}><bdi>${evidence.title}</bdi></button>
    <span class="label">${say('evidence-value', { count: evidence.value })}</span>
    ${evidence.home === undefined ? nothing : html`<span class="label"><bdi>${evidence.home}</bdi></span>`}
  </p>`;
}

function unlockTime(at: number): TemplateResult {
  return html`<p class="label">
    <time datetime=${isoTime(at)} title=${formatMoment(at)}>${say('unlocked-on', { date: formatDate(at) })}</time>
  </p>`;
}
