import { css } from 'lit';

export const summaryStyles = css`
  .summary {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
    padding: clamp(1rem, 2.4cqi, 1.75rem);
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) * 1.25);
    background: var(--surface);
  }

  .glance { display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: center; gap: 1.1rem; }

  .ring { position: relative; display: grid; place-items: center; inline-size: clamp(6.5rem, 32cqi, 8rem); aspect-ratio: 1; }
  .ring > * { grid-area: 1 / 1; }
  .ring svg { inline-size: 100%; block-size: 100%; transform: rotate(-90deg); fill: none; }
  .track { stroke: var(--empty); stroke-width: 5; }
  .arc { stroke: var(--tone); stroke-width: 10; }
  .ring-text { display: grid; justify-self: stretch; justify-items: center; color: var(--soft); font-size: 0.8125rem; line-height: 1.2; }
  .ring-text strong { color: var(--ink); font-size: 2.1rem; font-weight: 750; line-height: 1.05; letter-spacing: -0.02em; }

  .facts { display: grid; gap: 0.5rem 1rem; justify-content: start; }
  .glance .facts { grid-template-columns: repeat(2, auto); }
  .glance .facts > :nth-child(n + 3) { grid-column: 1 / -1; }
  .facts dt { color: var(--soft); font-size: 0.75rem; line-height: 1.3; }
  .facts dd { font-size: 0.9375rem; font-weight: 650; line-height: 1.35; }
  .facts .label { display: block; font-weight: 400; }
  /* As wide as the longest of the tiers. */
  .summary .facts > :nth-child(3) { min-inline-size: 5.5rem; }

  .shelves { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.9rem 0.25rem; }
  .shelf { display: grid; justify-items: center; gap: 0.1rem; inline-size: 100%; padding: 0.25rem 0; border: 1px solid transparent; border-radius: var(--control); background: none; font-size: 0.6875rem; line-height: 1.35; white-space: nowrap; }
  .shelf:hover { background: var(--empty); }
  .shelf[aria-pressed='true'] { border-color: var(--ink); }
  .shelf .medal { --size: 2.4rem; margin-block-end: 0.2rem; }
  .shelf strong { font-size: 1.25rem; font-weight: 700; line-height: 1.3; }
  .bare .tier { color: var(--soft); }
  .bare strong { color: var(--soft); font-weight: 500; }

  .next { display: grid; grid-template-columns: minmax(0, 1fr); align-content: start; gap: 0.35rem; }
  .next .row-text > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .next-list { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.1rem; margin-inline: -0.45rem; }

  /* Its place is kept while there is nothing to write down. */
  .recent { display: grid; gap: 0.4rem; align-content: start; min-block-size: 6.8rem; }
  .days { display: flex; padding-block: 2px; scroll-snap-type: x proximity; }
  .day {
    flex: none;
    scroll-snap-align: start;
    min-inline-size: 9rem;
    padding-inline-end: 1.5rem;
  }
  /* The line of time, with a dot a day. */
  .day-name {
    position: relative;
    margin-block-end: 0.35rem;
    padding-block-start: 1rem;
    color: var(--soft);
    font-size: 0.8125rem;
    white-space: nowrap;
  }
  .day-name time { display: inline-block; }
  .day-name time::first-letter { text-transform: uppercase; }
  .day-name::before, .day-name::after { content: ''; position: absolute; inset-block-start: 4px; inset-inline: 0 -1.5rem; block-size: 1px; background: var(--line); }
  .day-name::after { inset-block-start: 1px; inset-inline-end: auto; inline-size: 7px; block-size: 7px; border-radius: 50%; background: var(--soft); }
  .day ul { display: flex; gap: 0.5rem; margin-inline-start: -0.45rem; }
  .day .row { gap: 0.5rem; inline-size: auto; }
  .day .row .medal { --size: 1.75rem; }
  .row-tier { font-size: 0.75rem; }
  .day .row > .label { max-inline-size: 8rem; overflow: hidden; font-size: 0.75rem; text-overflow: ellipsis; white-space: nowrap; }
  .day .row-name { max-inline-size: 18rem; overflow: hidden; font-size: 0.875rem; text-overflow: ellipsis; white-space: nowrap; }

  /* A phone: the summary in a third of the screen, so that the first cards are seen at once. */
  @container hermes (inline-size < 39rem) {
    .summary { gap: 0.5rem; padding: 0.6rem 0.85rem; min-block-size: 17.1rem; align-content: start; }
    .glance { gap: 0.85rem; }
    .glance .ring { inline-size: 5.25rem; }
    .ring-text { font-size: 0.75rem; }
    .ring-text strong { font-size: 1.5rem; }
    .glance .facts { gap: 0.1rem 1rem; grid-template-columns: auto minmax(0, 1fr); justify-content: stretch; }
    .facts > * { min-inline-size: 0; }
    .facts dd { font-size: 0.875rem; line-height: 1.25; }
    .facts .label { flex: none; font-size: 0.75rem; }
    .glance .facts > :last-child dd { display: flex; align-items: baseline; gap: 0.4em; white-space: nowrap; }
    .glance .facts .link { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; }
    .shelf { padding-block: 0.1rem; font-size: 0.6875rem; }
    .shelf .medal { --size: 1.5rem; }
    .shelf strong { font-size: 1rem; line-height: 1.2; }
    .next { gap: 0; }
    .next-list > :nth-child(n + 2) { display: none; }
    .next .row { padding-block: 0.1rem; }
    .next .row .medal { --size: 1.75rem; }
    .next .row-text .label { font-size: 0.75rem; }
    .recent { display: none; }
  }

  /* The narrowest phones: a medal, its number and its name on one line, three of them side by side. */
  @container hermes (18rem <= inline-size < 23rem) {
    .glance .facts > :nth-child(-n + 2) { display: none; }
    .summary { padding-inline: 0.6rem; min-block-size: 16.4rem; }
    .shelves { grid-template-columns: repeat(3, auto); justify-content: space-between; gap: 0.2rem 0.15rem; }
    .shelf { grid-template-columns: auto auto auto; justify-content: start; align-items: center; gap: 0.125rem; font-size: 0.625rem; }
    .shelf .medal { --size: 1rem; margin: 0; }
    .shelf strong { min-inline-size: 1.05rem; font-size: 0.8125rem; text-align: end; }
    /* There is room for all that is said of the one that is next; what is beside it stays where it is. */
    .next .row { align-items: start; }
    .next .row-text > * { white-space: normal; line-height: 1.3; }
    .next .row-name { font-size: 0.875rem; }
  }

  @container hermes (inline-size >= 23rem) {
    .shelves { grid-template-columns: repeat(6, auto); justify-content: space-between; gap: 0; }
  }

  @container hermes (inline-size >= 30rem) {
    .glance .facts { gap: 0.75rem 2rem; }
    .glance .facts > :nth-child(n + 3) { grid-column: auto; }
    .shelves { grid-template-columns: repeat(6, minmax(0, 1fr)); }
  }

  @container hermes (inline-size >= 46rem) {
    .shelf { font-size: 0.8125rem; }
    .summary { grid-template-columns: auto minmax(0, 1fr); grid-template-areas: 'ring facts' 'ring shelves' 'next next'; column-gap: 2rem; }
    .glance { display: contents; }
    .ring { grid-area: ring; align-self: center; inline-size: 10.5rem; }
    .ring-text strong { font-size: 2.75rem; }
    .glance .facts { grid-area: facts; align-self: end; grid-template-columns: auto auto auto minmax(0, 1fr); gap: 1.75rem; }
    .facts dd { font-size: 1rem; }
    .glance .facts > :last-child dd { min-block-size: 2.65rem; }
    .shelves { grid-area: shelves; align-self: start; padding-block-start: 1.1rem; border-block-start: 1px solid var(--line); }
    .next { grid-area: next; min-block-size: 9.3rem; padding-block-start: 1rem; border-block-start: 1px solid var(--line); }
    .next-list { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  }

  @container hermes (inline-size >= 68rem) {
    .summary { min-block-size: 18.9rem; grid-template-columns: auto minmax(0, 1fr) clamp(20.5rem, 100cqi - 55.5rem, 25rem); grid-template-areas: 'ring facts next' 'ring shelves next'; }
    .next { align-self: stretch; padding: 0; padding-inline-start: 2rem; border-block: 0; border-inline-start: 1px solid var(--line); }
    .next-list { grid-template-columns: minmax(0, 1fr); }
    .next .row-name { font-size: 0.875rem; }
    .next .row-text .label { font-size: 0.75rem; }
  }
`;
