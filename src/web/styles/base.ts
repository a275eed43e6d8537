import { css } from 'lit';

/** What all parts share: text, controls, rows. */
export const base = css`
  :host {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    container: hermes / inline-size;
    background: var(--ground);
    color: var(--ink);
    font: 400 1rem/1.5 var(--font);
    font-variant-numeric: tabular-nums;
    text-align: start;
    overflow-wrap: break-word;
  }

  :host([hidden]), [hidden] { display: none !important; }
  *, ::before, ::after { box-sizing: border-box; }
  h1, h2, h3, p, ul, ol, dl, dd, form { margin: 0; padding: 0; font: inherit; }
  ul, ol { list-style: none; }
  button, input, select { margin: 0; font: inherit; color: inherit; letter-spacing: inherit; }
  button, select, summary, [type='checkbox'] { cursor: pointer; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

  .page {
    max-inline-size: var(--max-width);
    margin-inline: auto;
    --gutter: clamp(1rem, 3.2cqi, 2.5rem);
    padding: var(--gutter);
    display: grid;
    gap: 1.25rem;
    grid-template-columns: minmax(0, 1fr);
  }

  /* Each text reads in its own direction, and stands where its surroundings begin. */
  h1, h2, h3, p, dt, dd, time, .label, .row-name {
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .numbers > span, .choice-count, .row-number, .scan-numbers { direction: ltr; unicode-bidi: isolate; }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .icon { inline-size: 1.05em; block-size: 1.05em; flex: none; }
  .label { color: var(--soft); font-size: 0.8125rem; }
  .tier { color: var(--tone); font-weight: 650; }
  .small-title { color: var(--soft); font-size: 0.8125rem; font-weight: 600; }

  .button, .quiet {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-block-size: 2.5rem;
    padding: 0 0.9rem;
    border: 1px solid var(--line);
    border-radius: var(--control);
    background: var(--surface);
    color: var(--ink);
    font-size: 0.9375rem;
    font-weight: 600;
    text-decoration: none;
    white-space: nowrap;
  }

  .button:hover { border-color: color-mix(in oklab, var(--ink) 35%, var(--line)); }
  .button[aria-disabled='true'] { color: var(--soft); cursor: default; }
  .primary { border-color: var(--ink); background: var(--ink); color: var(--ground); }

  .quiet {
    min-block-size: 2.25rem;
    inline-size: 2.25rem;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--soft);
  }

  .quiet:hover { color: var(--ink); background: var(--empty); }

  .link {
    display: inline;
    padding: 0;
    border: 0;
    border-radius: 3px;
    background: none;
    font-weight: 600;
    text-align: start;
    text-decoration: underline;
    text-decoration-color: color-mix(in oklab, currentColor 35%, transparent);
    text-underline-offset: 0.2em;
    overflow-wrap: anywhere;
  }

  .link:hover { text-decoration-color: currentColor; }

  .row { display: flex; align-items: center; gap: 0.7rem; inline-size: 100%; min-inline-size: 0; text-align: start; }
  button.row {
    padding: 0.3rem 0.45rem;
    border: 0;
    border-radius: var(--control);
    background: none;
  }
  button.row:hover { background: var(--empty); }
  .row .medal { --size: 2.25rem; --mark: var(--tone); }
  .row-text { display: grid; flex: 1; min-inline-size: 0; }
  .card-name, .row-name, .description { hyphens: auto; hyphenate-limit-chars: 14 5 5; }
  .row-name { font-weight: 600; font-size: 0.9375rem; line-height: 1.3; }
  .row-number { margin-inline-start: auto; }

  .bar {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--empty);
    color: var(--accent);
  }

  .bar::-webkit-progress-bar { background: none; }
  .bar::-webkit-progress-value { background: var(--accent); border-radius: 3px; transition: inline-size 0.4s; }
  .bar::-moz-progress-bar { background: var(--accent); border-radius: 3px; }
  .bar:indeterminate { background: linear-gradient(var(--accent)) 0 0 / 35% 100% no-repeat var(--empty); }
  .bar:indeterminate::-moz-progress-bar { background: none; }

  .scroller { overflow-x: auto; scrollbar-width: none; }

  /* A fade where more waits, at either end, and none when all fits. */
  @supports (animation-timeline: scroll()) {
    .scroller { animation: more-waits linear both; animation-timeline: scroll(self inline); }
    .scroller:dir(rtl) { animation-direction: reverse; }
  }
  @supports not (animation-timeline: scroll()) {
    .scroller {
      --waits: color-mix(in oklab, var(--ink) 22%, transparent), transparent;
      background:
        linear-gradient(90deg, var(--ground) 60%, transparent) 0 0 / 2.5rem 100% no-repeat local,
        linear-gradient(-90deg, var(--ground) 60%, transparent) 100% 0 / 2.5rem 100% no-repeat local,
        linear-gradient(90deg, var(--waits)) 0 0 / 1rem 100% no-repeat scroll,
        linear-gradient(-90deg, var(--waits)) 100% 0 / 1rem 100% no-repeat scroll;
    }
  }
  @keyframes more-waits {
    from { mask: linear-gradient(90deg, #0000, #000 3rem calc(100% - 3rem), #0000) -3rem 0 / calc(100% + 3rem) 100% no-repeat; }
    to { mask: linear-gradient(90deg, #0000, #000 3rem calc(100% - 3rem), #0000) 0 0 / calc(100% + 3rem) 100% no-repeat; }
  }

  @media (prefers-reduced-motion: no-preference) {
    .bar:indeterminate { animation: to-and-fro 1.6s ease-in-out infinite alternate; }
    @keyframes to-and-fro { to { background-position-x: 100%; } }
  }
`;
