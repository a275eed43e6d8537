import { html, nothing, type TemplateResult } from 'lit';
import type { ClientState } from '../client/state.js';
import type { Scene } from '../model/scene.js';
import { firstScanBanner } from './scan.js';
import { errorBanner, type TroubleActions, troubleBanner } from './trouble.js';

/** What comes and goes: it lies over the lower edge of what is seen, so that nothing moves for it. */
export function dock(state: ClientState, scene: Scene, actions: TroubleActions): TemplateResult {
  return html`<div class="dock"><div class="docked">${banners(state, scene, actions)}</div></div>`;
}

function banners({ trouble, scan }: ClientState, scene: Scene, actions: TroubleActions) {
  if (scene.kind === 'trouble') return nothing;
  // Without a snapshot a scan is the first.
  if (scene.kind === 'loading') return scan ? firstScanBanner(scan) : nothing;
  const { error, firstScan } = scene.kind === 'cabinet' ? scene : { error: null, firstScan: undefined };
  return [
    trouble ? troubleBanner(trouble, actions) : nothing,
    error === null ? nothing : errorBanner(error, actions),
    firstScan ? firstScanBanner(firstScan) : nothing,
  ];
}
