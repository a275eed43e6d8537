import { css } from 'lit';

/** The places of what is still on its way are kept, so that nothing moves when it comes. Ink on paper: colour means tier. */
export const yearStyles = css`
  .year, .log { display: grid; gap: 0.6rem; grid-template-columns: minmax(0, 1fr); }
  .heat-place { display: none; }
  /* 53 weeks have days of fourteen months at most. */
  .months-place { min-block-size: calc(14 * (2.25rem + 1px) + 1px); }
  .months { display: grid; border-block-start: 1px solid var(--line); }
  .months > li { border-block-end: 1px solid var(--line); }
  .months summary { display: flex; justify-content: space-between; align-items: center; gap: 0.75rem; min-block-size: 2.25rem; font-size: 0.875rem; list-style: none; }
  .months summary > :first-child { white-space: nowrap; }
  .months summary > .label { text-align: end; }
  .months summary::-webkit-details-marker { display: none; }
  .months ul { display: grid; gap: 0.25rem; padding-block-end: 0.6rem; }
  .records { min-block-size: 8.5rem; align-content: start; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8rem), 1fr)); }

  @container hermes (inline-size >= 46rem) {
    .months-place { display: none; }
    .heat-place { --cell: min(1.1rem, (min(100cqi, var(--max-width)) - 5rem) / 54 - 3px); display: block; block-size: calc(7 * var(--cell) + 6 * 3px + 2.75rem); }
    .heat-months { display: grid; grid-template-columns: repeat(54, var(--cell)); gap: 3px; block-size: 1.25rem; color: var(--soft); font-size: 0.75rem; white-space: nowrap; }
    .heat-months span { inline-size: 0; }
    .legend { display: flex; justify-content: end; align-items: center; gap: 3px; max-inline-size: calc(53 * (var(--cell) + 3px)); margin-block-start: 0.35rem; font-size: 0.75rem; }
    .legend .cell { inline-size: 0.7rem; block-size: 0.7rem; }
    .legend .cell:first-of-type { margin-inline-start: 0.3rem; }
    .legend .cell:last-of-type { margin-inline-end: 0.3rem; }
    .heat { display: grid; grid-template-columns: repeat(54, var(--cell)); grid-template-rows: repeat(7, var(--cell)); gap: 3px; inline-size: max-content; max-inline-size: 100%; }
    .heat [role='row'] { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; }
    .heat .week-1:first-child { grid-column-start: 2; }
    .records { min-block-size: 4.5rem; grid-template-columns: repeat(4, auto); gap: 2.25rem; }
  }
  @container hermes (inline-size < 23rem) {
    .records { min-block-size: 12rem; }
    .months summary { gap: 0.5rem; }
    .months summary > .label { font-size: 0.75rem; }
  }
  .cell { border-radius: 2px; background: color-mix(in oklab, var(--ink) 7%, transparent); }
  .cell[data-level='1'] { background: color-mix(in oklab, var(--ink) 25%, transparent); }
  .cell[data-level='2'] { background: color-mix(in oklab, var(--ink) 45%, transparent); }
  .cell[data-level='3'] { background: color-mix(in oklab, var(--ink) 70%, transparent); }
  .cell[data-level='4'] { background: var(--ink); }
  .cell:hover { outline: 2px solid var(--soft); }

  .log-list { display: grid; font-size: 0.875rem; }
  .log-list li { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; gap: 0 1rem; padding-block: 0.35rem; border-block-end: 1px solid var(--line); }
  /* What was reached and how; across from them when, and in which session. */
  .log-list li > :nth-child(2) { grid-area: 2 / 1; unicode-bidi: plaintext; text-align: -webkit-match-parent; text-align: match-parent; }
  .log-list li > :last-child { display: contents; }
  .log-list li > :last-child > * { grid-column: 2; text-align: end; }
  .log .button { justify-self: start; }
  @container hermes (inline-size >= 39rem) {
    .log-list { max-inline-size: 60rem; }
    .log-list li { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) minmax(9.5rem, auto); }
    .log-list li > :nth-child(2) { grid-area: auto; }
    .log-list li > :last-child { display: flex; justify-content: space-between; gap: 0.75rem; }
  }

  @media (forced-colors: active) {
    .cell { forced-color-adjust: none; border: 1px solid GrayText; background: Canvas; }
    /* Four amounts of ink, as high as the day is full: two colours alone tell two of them. */
    .cell[data-level] { background: linear-gradient(0deg, CanvasText var(--full, 0%), Canvas 0); }
    .cell[data-level='1'] { --full: 25%; }
    .cell[data-level='2'] { --full: 50%; }
    .cell[data-level='3'] { --full: 75%; }
    .cell[data-level='4'] { --full: 100%; }
  }
`;
