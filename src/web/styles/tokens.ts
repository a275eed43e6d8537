import { css } from 'lit';

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
    --copper: var(--hermes-copper, light-dark(#a4592a, #e08a55));
    --silver: var(--hermes-silver, light-dark(#66707d, #c3cbd6));
    --gold: var(--hermes-gold, light-dark(#946800, #f2c14e));
    --diamond: var(--hermes-diamond, light-dark(#0b7285, #6fdcec));
    --olympian: var(--hermes-olympian, light-dark(#a01f86, #ff7bdd));
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
  [data-look='Copper'] { --tone: var(--copper); }
  [data-look='Silver'] { --tone: var(--silver); }
  [data-look='Gold'] { --tone: var(--gold); }
  [data-look='Diamond'] { --tone: var(--diamond); }
  [data-look='Olympian'] { --tone: var(--olympian); }
  [data-look='Feat'] { --tone: var(--ink); }
`;
