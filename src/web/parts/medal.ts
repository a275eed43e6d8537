import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Layer } from '../../medal/layer.js';
import type { Metal } from '../../medal/look.js';
import { attributesOf } from '../../medal/markup.js';
import { aheadOf, iconOf, medalAhead, medalOf, medalOfAny, struck } from '../../medal/medal.js';
import { GRID } from '../../medal/shape.js';
import type { Achievement } from '../../types.js';
import { type Look, lookOf } from '../model/look.js';

const SVG = 'http://www.w3.org/2000/svg';

/** The badge itself: what it has won, or how far it is. */
export function medal(badge: Achievement): TemplateResult {
  const look = lookOf(badge);
  if (look === 'Waiting') return medalToCome(badge);
  return framed(look, [look, badge.id], () => medalOf(badge));
}

/** The medal of a tier, as a badge has won it. */
export function medalWon({ id }: Achievement, metal: Metal): TemplateResult {
  return framed(metal, [metal, id], () => struck(metal, iconOf(id)));
}

/** The medal that a badge is on the way to, as an outline that closes. */
export function medalToCome(badge: Achievement): TemplateResult {
  const ahead = aheadOf(badge);
  return framed(ahead, [ahead, badge.id, badge.progress_pct], () => medalAhead(badge), true);
}

/** The medal of a tier, with its numeral: an outline as long as none was won. */
export function tierMedal(metal: Metal, won: boolean): TemplateResult {
  return framed(metal, [metal], () => medalOfAny(metal, won), !won);
}

/** It is made anew only when what it depends on has changed. */
function framed(
  look: Look,
  depends: readonly unknown[],
  layers: () => readonly Layer[],
  isBlank = look === 'Secret',
): TemplateResult {
  return html`<span class="medal" part="medal" data-look=${look} ?data-blank=${isBlank} aria-hidden="true">
    ${guard([...depends, isBlank], () => art(layers()))}
  </span>`;
}

function art(layers: readonly Layer[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${GRID} ${GRID}`);
  for (const layer of layers) {
    const path = document.createElementNS(SVG, 'path');
    for (const [name, value] of Object.entries(attributesOf(layer))) path.setAttribute(name, value);
    const { fill, stroke } = layer;
    if (fill !== undefined) path.classList.add(`f-${fill}`);
    if (stroke !== undefined) path.classList.add(`s-${stroke}`);
    svg.append(path);
  }
  return svg;
}
