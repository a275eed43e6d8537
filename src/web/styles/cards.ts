import { css } from 'lit';

/**
 * Cards of one rhythm: names and descriptions have room for the lines they may need, so that the ladders of a shelf are
 * level. A subgrid would do it too, but costs several times as much with each filter.
 *
 * At first those out of sight are frames, at about the height that they will have; each is made while nothing else is to
 * be done.
 */
export const cardStyles = css`
  .cards { position: relative; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: 0.875rem; }

  .card {
    --edge: var(--line);
    /* As when it is hidden below: another kind of box would be made from nothing each time. */
    display: block;
    position: relative;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    outline: none;
    scroll-margin-block: 5rem;
  }
  /* What moves with others is not drawn anew: half of what a letter costs. What hangs over the edge needs to be seen. */
  .card:not([data-new], :has(.more[open])) { contain: layout paint style; }
  /* Not made yet: about as high as it will be. */
  .card[data-frame] { block-size: 17.9rem; padding: 1.1rem; overflow: hidden; }

  .card-body {
    display: grid;
    gap: 0.7rem;
    grid-template-columns: minmax(0, 1fr);
    padding: 1.1rem 1.1rem 0.6rem;
  }

  /* Kept as it was drawn, where the browser can do that: a card that comes back is then not made anew. */
  @supports (content-visibility: hidden) {
    .card[hidden] {
      display: block !important;
      visibility: hidden;
      content-visibility: hidden;
      position: absolute;
      inset: 0 auto auto 0;
      inline-size: 0;
    }
  }

  .card-head { display: grid; grid-template-columns: 3.75rem minmax(0, 1fr); align-items: center; justify-items: center; gap: 0.5rem; }
  .card-names { inline-size: 100%; min-inline-size: 0; }
  .card-name { font-size: 1.0625rem; font-weight: 700; line-height: 1.25; letter-spacing: -0.005em; text-wrap: balance; }
  .card-meta { font-size: 0.75rem; color: var(--soft); line-height: 1.4; margin-block-start: 0.1rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .category::before { content: '·'; margin-inline: 0.35em; }
  .description { font-size: 0.9375rem; line-height: 1.45; text-wrap: pretty; }
  .card-progress { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.45rem; }
  .numbers { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.75rem; font-size: 0.8125rem; color: var(--soft); }
  .numbers > * { min-inline-size: 0; }
  .standing-now { color: var(--ink); font-weight: 600; }

  .card-foot { position: relative; border-block-start: 1px solid var(--line); padding-block-start: 0.35rem; }
  .more summary {
    display: inline-flex;
    align-items: center;
    gap: 0.3rem;
    min-block-size: 2.25rem;
    border-radius: 4px;
    color: var(--soft);
    font-size: 0.8125rem;
    font-weight: 600;
    list-style: none;
  }
  .more summary::-webkit-details-marker { display: none; }
  .more summary:hover { color: var(--ink); }
  .more[open] summary .icon { rotate: 180deg; }
  .more-body { display: grid; gap: 0.5rem; padding-block: 0.15rem 0.5rem; font-size: 0.875rem; }
  .proof .label { display: block; }
  .tier-dates { display: grid; gap: 0.1rem; }
  .tier-dates li { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
  .tier-dates time { margin-inline-start: auto; }
  .conditions { display: grid; gap: 0.35rem; }
  .conditions li { display: grid; gap: 0.15rem; }

  /* Where cards stand side by side, what counts lies over what is below: no card grows for its neighbour. */
  @container hermes (inline-size >= 39rem) {
    .card:has(.more[open]) { z-index: 2; }
    .more-body {
      position: absolute;
      inset-block-start: calc(100% + 0.25rem);
      inset-inline: calc(-1.1rem - 1px);
      padding: 0.75rem 1.1rem;
      border: 1px solid var(--edge);
      border-radius: var(--radius);
      background: var(--surface);
    }
  }

  /* A phone: one line of a list a badge, the rest when it is touched. */
  @container hermes (inline-size < 39rem) {
    /* From edge to edge, so that the grounds of the highest tiers end nowhere in between. */
    .cards { gap: 0; grid-template-columns: minmax(0, 1fr); margin-inline: calc(-1 * var(--gutter)); }
    .cards .card { border-width: 0 0 1px; border-radius: 0; scroll-margin-block: 8rem 2rem; }
    .cards .card[data-frame] { block-size: 4.2rem; padding-block: 0.5rem; padding-inline: calc(var(--gutter) + 3.25rem) var(--gutter); }
    .cards .card[data-look='Olympian']::before { content: none; }
    .cards .card[data-pointed] { outline-offset: -2px; }
    .card-body {
      position: relative;
      gap: 0 0.75rem;
      grid-template-columns: auto minmax(0, 1fr);
      padding: 0.5rem var(--gutter);
    }
    .card-head { display: contents; }
    .cards .card[data-look] .medal { --size: 2.5rem; grid-row: 1 / span 2; align-self: center; }
    .card-names { min-inline-size: 0; display: flex; align-items: baseline; justify-content: space-between; gap: 0.5rem; }
    /* One line a name, in every language and at any time: what follows stays where it is. The whole of it when it is touched. */
    .cards .card[data-look] .card-name { flex: 1; min-inline-size: 0; font-size: 0.9375rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .cards .card:has(.more[open]) .card-name { white-space: normal; }
    .card:has(.more[open]) .card-names { flex-wrap: wrap; }
    .card-meta { flex: none; text-overflow: clip; }
    .category, .description, .conditions { display: none; }
    .card-progress { grid-column: 2; gap: 0.3rem; margin-block-start: 0.3rem; padding-inline-end: 1.75rem; }
    /* What is ahead stands beside it where it fits as a whole, and waits in the next line, out of sight, where it does not. */
    .numbers { block-size: 1lh; overflow: hidden; gap: 0 0.5rem; font-size: 0.75rem; line-height: 1.3; }
    .numbers > * { max-inline-size: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    /* Lighter, so that more of what is counted fits. */
    .standing-now { font-weight: 500; }
    .card-foot { position: static; grid-column: 1 / -1; border: 0; padding: 0; }
    .more summary { position: absolute; inset: 0; justify-content: end; align-items: end; padding: 0 var(--gutter) 0.65rem; }
    .more summary > span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .more-body { padding-block: 0.6rem 0.35rem; }
    .more-body > * { position: relative; }
    .card:has(.more[open]) { background: var(--surface); }
    .card:has(.more[open]) .description { display: block; grid-column: 1 / -1; margin-block: 0.5rem 0.25rem; }
    .card:has(.more[open]) .conditions { display: grid; }
    .card:has(.more[open]) .category { display: inline; }
    .card:has(.more[open]) .card-progress { grid-column: 1 / -1; padding-inline-end: 0; }
    .card:has(.more[open]) .numbers { block-size: auto; }
    .card:has(.more[open]) .numbers > * { white-space: normal; }
    .card:has(.more[open]) .more summary { inset-block-end: auto; block-size: 3.2rem; }
    .share { display: none; }
    .card:has(.more[open]) .share { display: inline-flex; inset-block: auto 0.25rem; inset-inline-end: calc(var(--gutter) - 0.5rem); }
    .cards .new { inset-block-start: 0.15rem; inset-inline: 0.25rem auto; padding: 0 0.4rem; font-size: 0.625rem; z-index: 1; }
  }
  /* The narrowest phones: a name may have two lines. */
  @container hermes (inline-size < 23rem) {
    .cards .card[data-look] .card-name { font-size: 0.875rem; white-space: normal; }
    /* As wide as the longest of them: what it says changes no name's lines. */
    .card-meta { min-inline-size: 6em; font-size: 0.6875rem; text-align: end; }
    .card-body { column-gap: 0.55rem; }
  }
  .share { position: absolute; inset-block-start: 0.35rem; inset-inline-end: -0.5rem; }

  .new {
    position: absolute;
    inset-block-start: -0.6rem;
    inset-inline-end: 0.9rem;
    padding: 0.1rem 0.55rem;
    border-radius: 999px;
    background: var(--accent);
    color: var(--ground);
    font-size: 0.75rem;
    font-weight: 700;
  }

  /* From the lowest shelf to the highest. */
  .card[data-look='Waiting'], .card[data-look='Secret'] { background: none; }
  .card[data-look='Waiting'] .card-name, .card[data-look='Waiting'] .description { color: var(--soft); }
  .card[data-look='Secret'] {
    border-style: dashed;
    border-color: color-mix(in oklab, var(--soft) 45%, transparent);
    background: repeating-linear-gradient(135deg, color-mix(in oklab, var(--ink) 5%, transparent) 0 2px, transparent 2px 12px);
  }
  .card[data-look='Secret'] .card-name { letter-spacing: 0.2em; color: var(--soft); }
  .card[data-look='Secret'] .description { color: var(--soft); font-style: italic; }
  .card[data-look='Copper'], .card[data-look='Silver'] { --edge: color-mix(in oklab, var(--tone) 35%, var(--line)); }
  .card[data-look='Feat'] { --edge: color-mix(in oklab, var(--tone) 45%, var(--line)); }
  .card[data-look='Gold'] { --edge: color-mix(in oklab, var(--tone) 55%, var(--line)); }
  .card[data-look='Diamond'] {
    --edge: color-mix(in oklab, var(--tone) 75%, var(--line));
    background: color-mix(in oklab, var(--tone) 5%, var(--surface));
  }
  .card[data-look='Olympian'] {
    --edge: var(--tone);
    background: color-mix(in oklab, var(--tone) 10%, var(--surface));
  }
  .card[data-look='Olympian']::before {
    content: '';
    position: absolute;
    inset: 4px;
    border: 1px solid color-mix(in oklab, var(--tone) 45%, transparent);
    border-radius: calc(var(--radius) - 5px);
    pointer-events: none;
  }
  .card .medal { --size: 3.5rem; }
  .card[data-look='Olympian'] .medal { --size: 3.75rem; }

  .card[data-pointed] { outline: 2px solid var(--accent); outline-offset: 3px; }

  @container hermes (inline-size >= 39rem) {
    /* What counts is at the foot of each, however many lines the numbers have. */
    .card-body { min-block-size: 100%; grid-template-rows: auto auto 1fr auto; }
    .card-progress { align-content: start; }
    .card-head { min-block-size: 3.95rem; }
    .description { min-block-size: 3lh; }
  }

  .no-results { display: grid; justify-items: center; gap: 0.35rem; padding: 3rem 1rem; text-align: center; }
  .no-results h3 { font-weight: 700; font-size: 1.125rem; }
  .no-results p { color: var(--soft); }
  .no-results .button { margin-block-start: 0.6rem; }

  @media (prefers-reduced-motion: no-preference) {
    .card .medal svg { transition: rotate 0.5s cubic-bezier(0.3, 1.6, 0.5, 1), scale 0.5s cubic-bezier(0.3, 1.6, 0.5, 1); }
    .card:hover .medal svg { scale: 1.08; rotate: -4deg; }
    .more summary .icon { transition: rotate 0.2s; }
  }
`;
