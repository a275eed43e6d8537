import { css } from 'lit';

/** Paper, and readers who choose all colours themselves. */
export const mediaStyles = css`
  @media print {
    .header-actions, .homes, .toolbar, .share, .toast, .dock, .more summary .icon, .state .button, .log > .button { display: none; }
    .card-foot:has(.more:not([open])) { display: none; }
    .page { --gutter: 0px; padding: 0; max-inline-size: none; }
    .card, .summary, .year, .log-list li { break-inside: avoid; }
    /* Ladders and days say something. */
    .step, .step::before, .cell { print-color-adjust: exact; }
    .more-body { position: static; border: 0; padding-inline: 0; background: none; }
    .days, .day ul { flex-wrap: wrap; row-gap: 0.75rem; }
    .day { flex: 0 1 auto; }
    .scroller { overflow: visible; animation: none; }
  }

  /* What grounds and tints say elsewhere is said with the system's own colours here. */
  @media (forced-colors: active) {
    .choice[aria-pressed='true'], .chip[aria-pressed='true'] {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
    }
    .shelf { border-color: Canvas; }
    .shelf[aria-pressed='true'] { border-color: Highlight; }
    .step { block-size: 8px; border: 1px solid CanvasText; }
    .step::before, .day-name::before, .day-name::after { background: CanvasText; }
    .dot { background: Highlight; }
    /* Metal is a picture, with a contour of its own; outlines are drawings. */
    .s-track, .track { stroke: GrayText; }
    .s-arc, .s-mark, .arc { stroke: CanvasText; }
    .f-blank { fill: Canvas; }
    .bar { border: 1px solid CanvasText; }
    .bar::-webkit-progress-value { background: Highlight; }
    .bar::-moz-progress-bar { background: Highlight; }
    .new { border: 1px solid CanvasText; }
    .button[aria-disabled='true'] { color: GrayText; }
  }
`;
