import { html, nothing, type TemplateResult } from 'lit';
import type { ClientState } from '../client/state.js';
import { datesIn } from '../dates.js';
import { icon } from '../icons.js';
import { isWhole } from '../model/scene.js';
import { say } from '../texts.js';
import { scanProgress } from './scan.js';

export interface HeaderActions {
  readonly rescan: () => void;
  readonly shareCabinet: () => void;
}

/** The title, how current it all is, and what can be done about it. @param now Unix milliseconds */
export function header(
  state: ClientState,
  now: number,
  { rescan, shareCabinet }: HeaderActions,
): TemplateResult {
  const { snapshot, updating, rescanning, trouble } = state;
  const words = subtitle(state, now);
  const whole = snapshot !== undefined && isWhole(snapshot);
  const earned = whole && snapshot.unlocked_count > 0;
  return html`<header class="header" part="header">
    <div class="header-words">
      <h1 class="title" part="title">${say('title')}</h1>
      ${words === '' ? nothing : html`<p class="subtitle">${words}</p>`}
    </div>
    <div class="header-actions">
      ${
        rescanning
          ? html`<div class="pill" part="pill">${scanProgress(state.scan, 'rescanning')}</div>`
          : updating && whole && trouble === undefined
            ? html`<p class="pill" part="pill"><span class="dot"></span><span>${say('updating')}<span class="pill-more"> ${say('updating-more')}</span></span></p>`
            : nothing
      }
      ${
        earned
          ? html`<button class="button share-all" part="button" type="button" aria-label=${say('share-cabinet-label')}
              @click=${shareCabinet}>${icon('share')}<span>${say('share-cabinet')}</span></button>`
          : nothing
      }
      ${
        snapshot === undefined
          ? nothing
          : html`<button class="button" part="button" type="button" title=${say('rescan-hint')}
              aria-disabled=${rescanning || trouble?.kind === 'limited'} @click=${() => rescanning || rescan()}>
              ${icon('refresh')}<span>${say('rescan')}</span>
            </button>`
      }
    </div>
  </header>`;
}

function subtitle({ snapshot, trouble, rescanned }: ClientState, now: number): string {
  if (snapshot === undefined) return trouble ? '' : say('loading');
  if (snapshot.scan_meta.mode === 'failed') return '';
  if (!isWhole(snapshot)) return say('counting');
  if (rescanned) return say('rescanned');
  const { generated_at, scan_meta, time_zone } = snapshot;
  if (scan_meta.sessions_total === 0) return '';
  const checked = Math.max(generated_at, scan_meta.status.last_success_at ?? 0);
  return say('earned', { count: scan_meta.sessions_total, when: datesIn(time_zone).ago(checked, now) });
}
