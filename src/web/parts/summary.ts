import { html, svg, type TemplateResult } from 'lit';
import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { datesIn } from '../dates.js';
import { formatPercent } from '../format.js';
import { type Look, missing } from '../model/look.js';
import { highestTier, moments, nextUp, ringOf, SHELVES, type Shelf, shelfCounts } from '../model/summary.js';
import { say } from '../texts.js';
import { afresh } from './afresh.js';
import { medalToCome, tierMedal } from './medal.js';
import { paceWords } from './pace.js';
import { rove } from './roving.js';

const MOST_NEXT = 4;

/** One glance: how many, of which tiers, what is nearest. @param now Unix milliseconds */
export function summary(
  payload: Payload,
  now: number,
  show: (badge: Achievement) => void,
  choose: (shelf: Shelf) => void,
  chosen: string,
): TemplateResult {
  const counts = shelfCounts(payload.achievements);
  return html`<section class="summary" part="summary" aria-labelledby="summary-title">
    <h2 id="summary-title" class="visually-hidden">${say('summary')}</h2>
    <div class="glance">${ring(payload)}${facts(payload, now, show)}</div>
    <ul class="shelves" part="tiers" aria-label=${say('tier-counts')} data-filters @keydown=${rove}>
      ${SHELVES.map((shelf) => shelfCount(shelf, counts[shelf], shelf === chosen, () => choose(shelf)))}
    </ul>
    <div class="next" part="next-up">
      <h2 class="small-title">${say('next-up')}</h2>
      ${nextBadges(payload, show)}
    </div>
  </section>`;
}

/** The unlocked badges as arcs in the colours of their tiers, the highest first. */
function ring(payload: Payload) {
  const { unlocked_count, total_count } = payload;
  const label = say('ring-label', { unlocked: unlocked_count, total: total_count });
  return html`<div class="ring" part="ring" role="img" aria-label=${label}>
    <svg viewBox="0 0 100 100" aria-hidden="true">
      <circle class="track" cx="50" cy="50" r="44" />
      ${ringOf(payload).map(
        ({ shelf, from, length }) => svg`<circle class="arc" data-look=${shelf} cx="50" cy="50" r="44"
          pathLength="1" stroke-dasharray="${length} 1" stroke-dashoffset=${-from} />`,
      )}
    </svg>
    <p class="ring-text" aria-hidden="true">
      ${afresh(say('count', { count: unlocked_count }), strong)}${say('ring-of', { total: total_count })}
    </p>
  </div>`;
}

function strong(number: string): TemplateResult {
  return html`<strong>${number}</strong>`;
}

function facts(
  { achievements, discovered_count, secret_count, unlocked_count, time_zone }: Payload,
  now: number,
  show: (badge: Achievement) => void,
) {
  const highest = highestTier(achievements);
  const [latest] = moments(achievements);
  return html`<dl class="facts" part="facts">
    ${fact(say('discovered'), say('count', { count: discovered_count }))}
    ${fact(say('secrets'), say('count', { count: secret_count }))}
    ${fact(
      say('highest-tier'),
      highest ? html`<span class="tier" data-look=${highest}>${say(highest)}</span>` : say('none-yet'),
    )}
    ${fact(
      say('latest-unlock'),
      latest
        ? html`<button class="link" type="button" @click=${() => show(latest.badge)}>${latest.badge.name}</button>
            <span class="label">${datesIn(time_zone).ago(latest.at, now)}</span>`
        : say(unlocked_count > 0 ? 'latest-undated' : 'none-yet'),
    )}
  </dl>`;
}

function fact(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function shelfCount(shelf: Shelf, count: number, isChosen: boolean, choose: () => void): TemplateResult {
  return html`<li class=${count === 0 ? 'bare' : ''} data-look=${shelf}>
    <button class="shelf" type="button" aria-pressed=${isChosen} @click=${choose}>
      ${tierMedal(shelf, count > 0)}${afresh(say('count', { count }), strong)}<span class="tier">${say(shelf === 'Feat' ? 'Feats' : shelf)}</span>
    </button>
  </li>`;
}

function nextBadges({ achievements, unlocked_count }: Payload, show: (badge: Achievement) => void) {
  const nearest = nextUp(achievements, MOST_NEXT);
  if (nearest.length === 0) {
    return html`<p class="label">${say(unlocked_count > 0 ? 'next-none' : 'next-fresh')}</p>`;
  }
  return html`<ol class="next-list">${nearest.map((badge) => nextBadge(badge, show))}</ol>`;
}

function nextBadge(badge: Achievement, show: (badge: Achievement) => void): TemplateResult {
  const { name, next_tier, progress_pct } = badge;
  const look: Look = next_tier ?? 'Feat';
  const left = missing(badge);
  const ahead = left === undefined ? say('feat-open') : say('to-tier', { count: left, tier: say(look) });
  return html`<li>
    <button class="row" type="button" data-look=${look} @click=${() => show(badge)}>
      ${medalToCome(badge)}
      ${afresh(
        name,
        (name) => html`<span class="row-text">
          <span class="row-name">${name}</span>
          <span class="label">${[ahead, ...paceWords(badge).slice(0, 1)].join(' · ')}</span>
        </span>`,
      )}
      ${afresh(formatPercent(progress_pct), (share) => html`<span class="tier row-number">${share}</span>`)}
    </button>
  </li>`;
}
