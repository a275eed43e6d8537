import { css } from 'lit';

/** The higher the tier, the more the medal is: an outline, a ground, and at the top solid colour. */
export const medalStyles = css`
  .medal {
    --tint: 14%;
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    inline-size: var(--size, 3.25rem);
    block-size: var(--size, 3.25rem);
    color: var(--tone);
    font-size: calc(var(--size, 3.25rem) * 0.42);
    font-weight: 700;
    line-height: 1;
  }

  .medal > * { grid-area: 1 / 1; }
  .medal-shape {
    inline-size: 108%;
    block-size: 108%;
    stroke-width: 1.1;
    fill: color-mix(in oklab, var(--tone) var(--tint), transparent);
  }
  .medal-icon { inline-size: 44%; block-size: 44%; }
  .medal[data-look='Diamond'] .medal-shape { inline-size: 118%; block-size: 118%; }
  .medal[data-look='Gold'], .medal[data-look='Diamond'] { --tint: 22%; }
  .medal[data-look='Olympian'] .medal-shape { fill: var(--tone); inline-size: 116%; block-size: 116%; }
  .medal[data-look='Olympian'] .medal-icon { color: var(--surface); }
  .medal[data-look='Waiting'] { --tint: 8%; }
  .medal[data-look='Waiting'] .medal-shape { stroke: color-mix(in oklab, var(--soft) 35%, transparent); }
  .medal[data-look='Secret'] .medal-shape { fill: none; }

  .ladder { display: flex; gap: 3px; }
  .step { flex: 1; block-size: 6px; border-radius: 3px; overflow: hidden; background: var(--empty); }
  .step::before {
    content: '';
    display: block;
    block-size: 100%;
    inline-size: calc(var(--filled, 0) * 100%);
    min-inline-size: min(4px, var(--filled, 0) * 400px);
    border-radius: inherit;
    background: var(--tone);
  }
`;
