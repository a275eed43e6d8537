import { css, unsafeCSS } from 'lit';
import { SHADES } from '../../medal/metal.js';

/** Each shade for ground and stroke, mixed from the metal, which a host may have set. */
const shades = unsafeCSS(
  Object.entries(SHADES)
    .map(([name, { into, share }]) => {
      const colour = `color-mix(in srgb,${into} ${share * 100}%,var(--metal))`;
      return `.f-${name}{fill:${colour}}.s-${name}{stroke:${colour}}`;
    })
    .join(''),
);

/** What was won is of metal; what was not is an outline. */
export const medalStyles = css`
  .medal {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: var(--size, 3.25rem);
    block-size: var(--size, 3.25rem);
  }

  .medal svg {
    inline-size: 106%;
    block-size: 106%;
    overflow: visible;
    fill: none;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  ${shades}
  .f-blank { fill: color-mix(in oklab, var(--tone) 8%, transparent); }
  .s-track { stroke: color-mix(in oklab, var(--soft) 45%, transparent); }
  .s-arc { stroke: var(--tone); }
  .s-mark { stroke: var(--mark, var(--soft)); }

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
