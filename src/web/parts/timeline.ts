import { html, nothing, type TemplateResult } from 'lit';
import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { type Dates, datesIn } from '../dates.js';
import { isoTime } from '../format.js';
import { type Day, timeline } from '../model/timeline.js';
import { say } from '../texts.js';
import { homeName } from './homes.js';
import { medalWon } from './medal.js';
import { rove } from './roving.js';

const MOST = 20;

/** The latest unlocks and climbs by day, newest first, on one line that scrolls, each with its home unless that alone is shown. @param now Unix milliseconds */
export function recent(
  { achievements, time_zone, home: shown }: Payload,
  now: number,
  show: (badge: Achievement) => void,
): TemplateResult {
  const dates = datesIn(time_zone);
  const days = timeline(achievements, MOST, dates.dayNumber);
  const hasUndated = achievements.some(({ unlocked }) => unlocked);
  return html`<section class="recent" part="timeline" aria-labelledby="recent-title">
    <h2 id="recent-title" class="small-title">${say('recent')}</h2>
    ${
      days.length === 0
        ? html`<p class="label">${say(hasUndated ? 'recent-undated' : 'recent-empty')}</p>`
        : html`<ol class="days scroller" @keydown=${rove}>${days.map((day) => dayOf(day, now, dates, show, shown === undefined))}</ol>`
    }
  </section>`;
}

function dayOf(
  { at, moments }: Day,
  now: number,
  dates: Dates,
  show: (badge: Achievement) => void,
  ofAll: boolean,
): TemplateResult {
  return html`<li class="day">
    <h3 class="day-name"><time datetime=${isoTime(at)}>${dates.day(at, now)}</time></h3>
    <ul>
      ${moments.map(
        ({ badge, tier, at: moment, home }) => html`<li>
          <button class="row" type="button" data-look=${tier ?? 'Feat'} title=${dates.moment(moment)}
            @click=${() => show(badge)}>
            ${medalWon(badge, tier ?? 'Feat')}<span class="row-name">${badge.name}</span>
            <span class="tier row-tier">${say(tier ?? 'Feat')}</span>${ofAll ? homeName({ home }) : nothing}
          </button>
        </li>`,
      )}
    </ul>
  </li>`;
}
