import { html, nothing, type TemplateResult } from 'lit';
import type { Achievement } from '../../types.js';
import { formatPercent } from '../format.js';
import { missing, shareOf, stepsOf } from '../model/look.js';
import { say } from '../texts.js';
import { filled } from './filled.js';

/** The five tiers as segments. A picture only: the numbers beside it say the same. */
export function ladder(badge: Achievement): TemplateResult {
  const steps = stepsOf(badge);
  return html`<span class="ladder" part="ladder" aria-hidden="true">
    ${steps.map(({ tier, filled: share }) => html`<span class="step" data-look=${tier ?? 'Feat'} ${filled(share)}></span>`)}
  </span>`;
}

/** Where a badge stands, and in what. */
export function standing(badge: Achievement): string {
  const { state, kind, progress, next_threshold, progress_pct, unit = '', requirements } = badge;
  if (state === 'secret') return say('secret-progress');
  if (kind === 'multi_condition') {
    if (requirements === undefined) return formatPercent(progress_pct);
    const met =
      state === 'unlocked'
        ? requirements.length
        : requirements.filter(({ value, gte }) => value >= gte).length;
    return say('conditions', { met, count: requirements.length });
  }
  const words =
    progress_pct === 100
      ? say('count', { count: progress })
      : say('progress', { progress, threshold: next_threshold ?? progress });
  return `${words} ${unit}`.trim();
}

/** Each condition of a badge that has several, with a bar of its own. */
export function conditions({ requirements = [], state }: Achievement): TemplateResult | typeof nothing {
  if (requirements.length === 0 || state === 'secret') return nothing;
  return html`<ul class="conditions">${requirements.map(
    (condition) => html`<li>
      <span class="numbers"><span>${say('progress', { progress: condition.value, threshold: condition.gte })} ${condition.unit}</span></span>
      <span class="ladder" aria-hidden="true"><span class="step" data-look="Feat" ${filled(shareOf(condition))}></span></span>
    </li>`,
  )}</ul>`;
}

/** What comes next. */
export function wayAhead(badge: Achievement): string {
  const { state, kind, next_tier, progress_pct } = badge;
  if (state === 'secret') return say('secret-hint');
  if (kind === 'multi_condition') return say(progress_pct === 100 ? 'feat-done' : 'feat-open');
  if (next_tier === null) return say('at-top');
  return say('to-tier', { count: missing(badge) ?? 0, tier: say(next_tier) });
}
