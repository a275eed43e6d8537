import { html, type TemplateResult } from 'lit';
import { formatPercent } from '../format.js';
import type { Progress } from '../model/scene.js';
import { say, type TextId } from '../texts.js';

/** A scan's bar and numbers; a bar without an end while nobody knows how much there is. */
export function scanProgress(progress: Progress | undefined, name: TextId): TemplateResult {
  if (progress === undefined || progress.total === 0) {
    return html`<span class="scan-name">${say(name)}</span>
      <progress class="bar" part="progress" aria-label=${say('scan-label')}></progress>`;
  }
  const { scanned, total } = progress;
  return html`<span class="scan-name">${say(name)}</span>
    <progress class="bar" part="progress" aria-label=${say('scan-label')} max=${total} value=${scanned}></progress>
    <span class="scan-numbers">${scanWords(progress)}</span>`;
}

/** "1,204 of 12,000 sessions · 10 %" */
export function scanWords({ scanned, total }: Progress): string {
  if (total === 0) return say('first-scan-unknown');
  const percent = formatPercent(Math.floor((scanned / total) * 100));
  return `${say('scan-progress', { scanned, count: total })} · ${percent}`;
}

/** Over the cabinet, while a history is counted for the first time. */
export function firstScanBanner(progress: Progress): TemplateResult {
  return html`<section class="banner scan" part="banner">
    <h2 class="banner-title">${say('first-scan')}</h2>
    <p class="label">${say('first-scan-hint')}</p>
    <div class="scan-line">
      ${
        progress.total === 0
          ? html`<progress class="bar" part="progress" aria-label=${say('scan-label')}></progress>`
          : html`<progress class="bar" part="progress" aria-label=${say('scan-label')}
              max=${progress.total} value=${progress.scanned}></progress>`
      }
      <span class="scan-numbers">${scanWords(progress)}</span>
    </div>
  </section>`;
}
