import { css } from 'lit';

/** A phone whose reader wants large letters: what stands side by side elsewhere stands one below the other. */
export const largeStyles = css`
  @container hermes (inline-size < 18rem) {
    .title { font-size: 1.125rem; overflow-wrap: anywhere; }
    .header-actions { flex-wrap: wrap; justify-content: start; }
    .glance { grid-template-columns: minmax(0, 1fr); }
    .glance .facts { grid-template-columns: minmax(0, 1fr); }
    .glance .facts > :last-child dd { flex-wrap: wrap; white-space: normal; }
    .shelves { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .next .row { flex-wrap: wrap; }
    .next .row-text { flex: 1 0 65%; }
    .next .row-text > * { white-space: normal; }

    /* Filters that stay would take half of the screen. */
    .toolbar { position: static; grid-template-columns: minmax(0, 1fr); }
    .sort:not(.homes) { max-inline-size: none; }
    .choice, .chip, .button { white-space: normal; }

    .card-names { flex-wrap: wrap; }
    .cards .card[data-look] .card-name { flex: 1 0 100%; white-space: normal; }
    .card-meta { text-align: start; }
    .numbers { block-size: auto; }
    .numbers > * { white-space: normal; }

    .months summary { flex-wrap: wrap; gap: 0 0.75rem; padding-block: 0.4rem; }
    .months summary > .label { text-align: start; }
    .log-list li { grid-template-columns: minmax(0, 1fr); }
    .log-list li > :nth-child(2) { grid-area: auto; }
    .log-list li > :last-child { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.75rem; }
  }
`;
