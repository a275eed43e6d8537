import { css } from 'lit';

export const headerStyles = css`
  /* What comes and goes among the actions has its place: nothing may move for it. */
  .header { display: grid; grid-template-columns: minmax(0, 1fr); align-items: center; gap: 0.75rem 1rem; }
  .header-words { min-inline-size: 0; }
  .title { font-size: clamp(1.5rem, 1.2rem + 1.2cqi, 1.875rem); font-weight: 750; line-height: 1.2; letter-spacing: -0.015em; }
  .subtitle { color: var(--soft); font-size: 0.875rem; }
  .header-actions { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }

  .pill {
    display: inline-flex;
    align-items: center;
    gap: 0.55rem;
    min-block-size: 2.25rem;
    padding: 0.25rem 0.85rem;
    border: 1px solid var(--line);
    border-radius: 999px;
    color: var(--soft);
    font-size: 0.8125rem;
  }

  .pill .bar { inline-size: 5rem; }
  .pill-more, .pill .bar, .pill .scan-numbers { display: none; }
  .dot { inline-size: 0.5rem; block-size: 0.5rem; border-radius: 50%; background: var(--accent); }

  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 1rem;
    padding: 0.9rem 1.1rem;
    border: 1px solid color-mix(in oklab, var(--accent) 40%, var(--line));
    border-radius: var(--radius);
    background: color-mix(in oklab, var(--accent) 7%, var(--surface));
  }

  .dock { position: sticky; inset-block-end: 0.75rem; z-index: 4; block-size: 0; }
  .docked { position: absolute; inset-block-end: 0; inset-inline: 0; display: grid; gap: 0.5rem; max-inline-size: 46rem; margin-inline: auto; }

  .banner > .icon { color: var(--accent); font-size: 1.25rem; }
  .banner > div { flex: 1 1 16rem; min-inline-size: 0; }
  .banner-title { font-weight: 650; }
  .notice { display: flex; gap: 0.5rem; color: var(--soft); font-size: 0.8125rem; }
  .notice .icon { margin-block-start: 0.15em; }
  .scan { display: grid; gap: 0.15rem; }
  .scan-line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 1rem; margin-block-start: 0.6rem; }
  .scan-line .bar { flex: 1 1 14rem; block-size: 8px; }
  .scan-line .scan-numbers { flex: 0 1 15.5rem; }
  .scan-numbers { font-size: 0.8125rem; font-weight: 600; color: var(--ink); }

  .state { display: grid; justify-items: center; gap: 0.4rem; padding: clamp(1.5rem, 5cqi, 3.5rem) 1rem; text-align: center; }
  .state h2 { font-size: 1.25rem; font-weight: 700; text-wrap: balance; }
  .state p { max-inline-size: 34rem; color: var(--soft); text-wrap: pretty; }
  .state .button { margin-block-start: 0.9rem; }
  .state-icon {
    display: grid;
    place-items: center;
    inline-size: 4.5rem;
    block-size: 4.5rem;
    margin-block-end: 0.6rem;
    border: 1.5px dashed color-mix(in oklab, var(--soft) 60%, transparent);
    border-radius: 50%;
    color: var(--soft);
    font-size: 1.75rem;
  }

  .skeleton { display: grid; gap: 1.25rem; }
  .bones { border-color: transparent !important; background: color-mix(in oklab, var(--ink) 7%, transparent) !important; }
  /* As high as what takes their place. */
  .summary.bones { min-block-size: 18.9rem; }
  .bone-line { block-size: 2.5rem; margin-block: 5.4rem 3.6rem; border-radius: var(--control); }
  .card.bones { min-block-size: 17.9rem; }

  @container hermes (inline-size < 39rem) {
    .page { gap: 0.6rem; padding-block: 0.6rem; }
    /* The title and what can be done on one line, where they fit; what comes and goes lies over the end of the next. */
    .header { position: relative; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.1rem 0.5rem; }
    .header-words { display: contents; }
    .subtitle { order: 1; inline-size: 100%; }
    .header-actions { flex: 1; flex-wrap: nowrap; justify-content: end; min-block-size: 2.1rem; }
    .skeleton { gap: 0.6rem; }
    .summary.bones { min-block-size: 17rem; }
    .bone-line { block-size: 2.25rem; margin-block: 0.75rem 2.6rem; }
    .card.bones { min-block-size: 4.1rem; margin-block-end: 2px; }
    .title { font-size: 1.25rem; }
    .subtitle { font-size: 0.75rem; }
    .header-actions .button { min-block-size: 2.1rem; padding-block: 0; font-size: 0.8125rem; }
    .header-actions .pill { position: absolute; inset-block-end: 0; inset-inline-end: 0; min-block-size: 0; padding-block: 0; padding-inline: 0.6rem 0; border: 0; border-radius: 0; background: var(--ground); font-size: 0.75rem; }
  }

  @container hermes (inline-size < 26rem) {
    .header-actions { gap: 0.4rem; }
    .header-actions .button { padding-inline: 0.7rem; }
  }

  @container hermes (inline-size < 22rem) {
    .share-all span { display: none; }
    .title { font-size: 1.125rem; }
    .header-actions { gap: 0.25rem; }
    .header-actions .button { padding-inline: 0.6rem; }
  }

  @container hermes (inline-size >= 39rem) {
    /* One over the other: the box of the actions is as wide with the pill as without. */
    .header-words, .header-actions { grid-area: 1 / 1; }
    .header-words { margin-inline-end: 21rem; }
    .header-actions { justify-content: end; pointer-events: none; }
    .header-actions > * { pointer-events: auto; }
  }

  @container hermes (inline-size >= 52rem) {
    .header-words { margin-inline-end: 27.5rem; }
    .pill .bar { display: block; }
  }

  @container hermes (inline-size >= 64rem) {
    .header-words { margin-inline-end: 36rem; }
    .pill-more, .pill .scan-numbers { display: inline; }
  }

  @media (prefers-reduced-motion: no-preference) {
    .dot, .bones { animation: breathe 1.4s ease-in-out infinite alternate; }
    @keyframes breathe { to { opacity: 0.45; } }
  }
`;
