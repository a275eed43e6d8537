import { css, unsafeCSS } from 'lit';
import type { Metal } from '../../medal/look.js';
import { METALS } from '../../medal/metal.js';
import { TONES } from '../../medal/tones.js';
import type { TierName } from '../../types.js';

const metal = (name: Metal) => unsafeCSS(METALS[name]);
const tone = (tier: TierName) => unsafeCSS(`light-dark(${TONES.light[tier]}, ${TONES.dark[tier]})`);

/**
 * The colours and measures. Each `--hermes-…` property may be set by the host; the rest is ours. Colour means tier, one
 * accent means state, and everything else is ink on paper. All pairs of text and ground are AA in light and dark.
 */
export const tokens = css`
  :host {
    --ground: var(--hermes-ground, light-dark(#f6f5f1, #0f1013));
    --surface: var(--hermes-surface, light-dark(#fff, #17191f));
    --ink: var(--hermes-ink, light-dark(#1b1c21, #eceef3));
    --soft: var(--hermes-ink-soft, light-dark(#5b5d67, #a3a8b4));
    --line: var(--hermes-line, light-dark(#e1dfd8, #2b2e37));
    --accent: var(--hermes-accent, light-dark(#5443cf, #a394ff));
    --copper: var(--hermes-copper, ${tone('Copper')});
    --silver: var(--hermes-silver, ${tone('Silver')});
    --gold: var(--hermes-gold, ${tone('Gold')});
    --diamond: var(--hermes-diamond, ${tone('Diamond')});
    --olympian: var(--hermes-olympian, ${tone('Olympian')});
    --font: var(--hermes-font, system-ui, sans-serif);
    --radius: var(--hermes-radius, 14px);
    --max-width: var(--hermes-max-width, 104rem);

    --empty: color-mix(in oklab, var(--ink) 12%, transparent);
    --control: calc(var(--radius) * 0.7);
  }

  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
  :host([theme='auto']) { color-scheme: light dark; }

  [data-look] { --tone: var(--soft); }
  [data-look='Copper'] { --tone: var(--copper); --metal: var(--hermes-copper, ${metal('Copper')}); }
  [data-look='Silver'] { --tone: var(--silver); --metal: var(--hermes-silver, ${metal('Silver')}); }
  [data-look='Gold'] { --tone: var(--gold); --metal: var(--hermes-gold, ${metal('Gold')}); }
  [data-look='Diamond'] { --tone: var(--diamond); --metal: var(--hermes-diamond, ${metal('Diamond')}); }
  [data-look='Olympian'] { --tone: var(--olympian); --metal: var(--hermes-olympian, ${metal('Olympian')}); }
  [data-look='Feat'] { --tone: var(--ink); --metal: ${metal('Feat')}; }
`;
