import { html, type TemplateResult } from 'lit';
import type { Achievement } from '../../types.js';
import { formatPercent } from '../format.js';
import { missing, stepsOf } from '../model/look.js';
import { say } from '../texts.js';
import { filled } from './filled.js';

/** The five tiers as segments. A picture only: the numbers beside it say the same. */
export function ladder(badge: Achievement): TemplateResult {
  const steps = stepsOf(badge);
  return html`<span class="ladder" part="ladder" aria-hidden="true">
    ${steps.map(({ tier, filled: share }) => html`<span class="step" data-look=${tier ?? 'Feat'} ${filled(share)}></span>`)}
  </span>`;
}

/** Where a badge stands. */
export function standing({ state, kind, progress, next_threshold, progress_pct }: Achievement): string {
  if (state === 'secret') return say('secret-progress');
  if (kind === 'multi_condition') return formatPercent(progress_pct);
  if (progress_pct === 100) return say('count', { count: progress });
  return say('progress', { progress, threshold: next_threshold ?? progress });
}

/** What comes next. */
export function wayAhead(badge: Achievement): string {
  const { state, kind, next_tier, progress_pct } = badge;
  if (state === 'secret') return say('secret-hint');
  if (kind === 'multi_condition') return say(progress_pct === 100 ? 'feat-done' : 'feat-open');
  if (next_tier === null) return say('at-top');
  return say('to-tier', { count: missing(badge) ?? 0, tier: say(next_tier) });
}
