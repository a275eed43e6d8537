import { css } from 'lit';

export const toolbarStyles = css`
  .cabinet { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
  .toolbar { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.6rem; align-items: center; }

  /* On a narrow page the choices are one line that scrolls; on a wide one they go where there is room. */
  .choices { grid-column: 1 / -1; display: flex; gap: 0.75rem; padding: 3px; margin: -3px; }
  .found { grid-column: 1 / -1; display: flex; gap: 0.75rem; align-items: baseline; }

  .states, .categories { display: flex; flex: none; }
  .states { padding: 3px; border: 1px solid var(--line); border-radius: calc(var(--control) + 3px); background: var(--surface); }
  .categories { gap: 0.35rem; align-items: center; }

  .choice, .chip {
    min-block-size: 2.25rem;
    padding: 0 0.75rem;
    border: 1px solid transparent;
    border-radius: var(--control);
    background: none;
    font-size: 0.875rem;
    font-weight: 600;
    white-space: nowrap;
  }
  .choice-count { display: inline-block; min-inline-size: 2ch; text-align: start; color: var(--soft); font-weight: 400; }
  .chip { min-block-size: 2rem; border-color: var(--line); border-radius: 999px; color: var(--soft); font-weight: 500; font-size: 0.8125rem; }
  .choice:hover { background: var(--empty); }
  .chip:hover { border-color: var(--soft); color: var(--ink); }
  .choice[aria-pressed='true'] { background: var(--ink); color: var(--ground); }
  .choice[aria-pressed='true'] .choice-count { color: inherit; }
  .chip[aria-pressed='true'] { border-color: var(--ink); color: var(--ink); font-weight: 600; }

  .search, .sort {
    position: relative;
    display: flex;
    align-items: center;
    min-inline-size: 0;
    border: 1px solid var(--line);
    border-radius: var(--control);
    background: var(--surface);
    color: var(--soft);
  }
  .search .icon { position: absolute; inset-inline-start: 0.8rem; pointer-events: none; }
  .sort .icon { position: absolute; inset-inline-end: 0.7rem; pointer-events: none; }
  .search input, .sort select {
    appearance: none;
    inline-size: 100%;
    min-block-size: 2.625rem;
    border: 0;
    border-radius: inherit;
    background: none;
    color: var(--ink);
  }
  .search input { padding-block: 0; padding-inline: 2.4rem 0.75rem; text-overflow: ellipsis; }
  .search input::placeholder { color: var(--soft); opacity: 1; }
  .sort select { padding-block: 0; padding-inline: 0.8rem 2rem; font-weight: 600; font-size: 0.9375rem; }
  .sort option { background: var(--surface); }
  /* As wide as its words, and quieter than what it stands above. */
  .homes { justify-self: start; max-inline-size: min(100%, 24rem); }
  .homes select { min-block-size: 2.25rem; font-size: 0.875rem; text-overflow: ellipsis; }

  @container hermes (inline-size < 26rem) {
    .sort:not(.homes) { max-inline-size: 8.5rem; }
  }

  @container hermes (inline-size < 58rem) {
    .choices > .scroller { overflow: visible; animation: none; }
  }

  /* Filters stay at hand where the way back to them is long. A host with a bar of its own on top says how high that is. */
  @container hermes (inline-size < 39rem) {
    .toolbar {
      position: sticky;
      inset-block-start: var(--hermes-sticky-top, 0px);
      z-index: 3;
      gap: 0.4rem;
      /* From edge to edge, as what passes below. */
      margin-inline: calc(-1 * var(--gutter));
      padding: 0.4rem var(--gutter);
      background: var(--ground);
    }
    .search input, .sort select { min-block-size: 2.25rem; }
    .states { padding: 1px; }
    .choice { min-block-size: 2rem; padding-inline: 0.6rem; }
    .cabinet { gap: 0.4rem; }
  }

  @container hermes (inline-size >= 58rem) {
    .choices { overflow: visible; animation: none; margin: 0; padding: 0; }
    .categories { flex: 1; min-inline-size: 0; padding: 3px; margin: -3px; }
  }
`;
