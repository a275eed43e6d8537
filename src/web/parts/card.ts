import { html, nothing, type TemplateResult } from 'lit';
import type { Achievement, Evidence, Tier } from '../../types.js';
import type { Dates } from '../dates.js';
import { isoTime } from '../format.js';
import { icon } from '../icons.js';
import { lookOf } from '../model/look.js';
import { say } from '../texts.js';
import { afresh } from './afresh.js';
import { homeName } from './homes.js';
import { conditions, ladder, standing, wayAhead } from './ladder.js';
import { medal } from './medal.js';
import { paceWords } from './pace.js';

export interface CardActions {
  readonly share: (badge: Achievement, dates: Dates) => void;
  readonly openSession: (evidence: Evidence) => void;
}

/** The name of a card's part, for themes: `card-gold`, `card-secret` and so on. */
export function cardPart(badge: Achievement): string {
  return `card card-${lookOf(badge).toLowerCase()}`;
}

/** In place of what a card says, until that is made: it is found and read by its name. */
export function frame({ name }: Achievement): TemplateResult {
  return html`<h3 class="card-name">${name}</h3>`;
}

/** What a card says; the list item around it is the caller's. @param title names it alone: secrets share one name */
export function card(
  badge: Achievement,
  title: string,
  isNew: boolean,
  dates: Dates,
  actions: CardActions,
): TemplateResult {
  const { name, category, description } = badge;
  const look = lookOf(badge);
  return html`
    ${isNew ? html`<span class="new" part="new">${say('new')}</span>` : nothing}
    <div class="card-body">
    <div class="card-head">
      ${medal(badge)}
      <div class="card-names">
        <h3 class="card-name" part="card-name">${name}</h3>
        ${afresh(say(look), (tier) => html`<p class="card-meta"><span class="tier" part="tier">${tier}</span><span class="category">${category}</span></p>`)}
      </div>
    </div>
    <p class="description" part="description">${description}</p>
    <div class="card-progress">
      ${badge.requirements ? conditions(badge) : ladder(badge)}
      <p class="numbers"><span class="standing-now">${standing(badge)}</span>${afresh([wayAhead(badge), ...paceWords(badge)].join(' · '), (words) => html`<span class="ahead">${words}</span>`)}</p>
    </div>
    <div class="card-foot">${more(badge, title, dates, actions)}</div>
    </div>
  `;
}

function more(
  badge: Achievement,
  title: string,
  dates: Dates,
  { share, openSession }: CardActions,
): TemplateResult {
  const { name, criteria, state, unlocked_at, evidence, unit = '', tiers = [] } = badge;
  return html`
    <details class="more" part="details" name="what-counts">
      <summary><span>${say('what-counts')}<span class="visually-hidden"> ${say('what-counts-for', { name: title })}</span></span>${icon('chevron-down')}</summary>
      <div class="more-body">
        <p>${criteria}</p>
        ${tiers.length > 0 ? tierDates(tiers, dates) : nothing}
        ${evidence ? proof(evidence, unit, openSession) : nothing}
        ${unlocked_at === undefined ? nothing : unlockTime(unlocked_at, dates)}
      </div>
    </details>
    ${
      state === 'unlocked'
        ? html`<button class="quiet share" part="button" type="button" aria-label=${say('share-badge-label', { name })}
            title=${say('share-badge')} @click=${() => share(badge, dates)}>${icon('share')}</button>`
        : nothing
    }
  `;
}

function proof(evidence: Evidence, unit: string, openSession: CardActions['openSession']): TemplateResult {
  return html`<p class="proof">
    <span class="label">${say('evidence-label')}</span>
    <button class="link" type="button" @click=${() => openSession(evidence)}><bdi>${evidence.title}</bdi></button>
    <span class="label">${say('evidence-value', { count: evidence.value, unit }).trim()}</span>
    ${homeName(evidence)}
  </p>`;
}

/** The ladder in words: from how much on, and when that was. */
function tierDates(tiers: readonly Tier[], { date, moment }: Dates): TemplateResult {
  return html`<ol class="tier-dates">${tiers.map(
    ({ name, threshold, reached_at }) => html`<li data-look=${name}>
      <span class="tier">${say(name)}</span> <span class="label">${say('tier-at', { count: threshold })}</span>
      ${reached_at === undefined ? nothing : html`<time class="label" datetime=${isoTime(reached_at)} title=${moment(reached_at)}>${date(reached_at)}</time>`}
    </li>`,
  )}</ol>`;
}

function unlockTime(at: number, { date, moment }: Dates): TemplateResult {
  return html`<p class="label">
    <time datetime=${isoTime(at)} title=${moment(at)}>${say('unlocked-on', { date: date(at) })}</time>
  </p>`;
}
