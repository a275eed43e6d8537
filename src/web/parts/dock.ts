import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { ClientState } from '../client/state.js';
import type { Scene } from '../model/scene.js';
import { firstScanBanner } from './scan.js';
import { errorBanner, type TroubleActions, troubleBanner } from './trouble.js';

/**
 * What comes and goes: it lies over the lower edge of what is seen, so that nothing moves for it. @param isSettled whether
 * the page is as long as it will be: browsers move what sticks to its end, for a frame, when it grows. So what tells of a
 * first scan, under which each answer has other cards, is made with each of them; it holds nothing to lose the focus from.
 */
export function dock(
  state: ClientState,
  scene: Scene,
  isSettled: boolean,
  actions: TroubleActions,
): TemplateResult {
  const isFirstScan = scene.kind === 'cabinet' && scene.firstScan !== undefined;
  return html`<div class="dock">${keyed(
    isFirstScan ? state.snapshot : `${scene.kind} ${isSettled}`,
    html`<div class="docked">${banners(state, scene, isSettled, actions)}</div>`,
  )}</div>`;
}

function banners({ trouble, scan }: ClientState, scene: Scene, isSettled: boolean, actions: TroubleActions) {
  if (scene.kind === 'trouble') return nothing;
  // Without a snapshot a scan is the first.
  if (scene.kind === 'loading') return scan ? firstScanBanner(scan) : nothing;
  const { error, firstScan } = scene.kind === 'cabinet' ? scene : { error: null, firstScan: undefined };
  return [
    trouble && isSettled ? troubleBanner(trouble, actions) : nothing,
    error !== null && isSettled ? errorBanner(error, actions) : nothing,
    firstScan ? firstScanBanner(firstScan) : nothing,
  ];
}
