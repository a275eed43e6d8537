import { css } from 'lit';

export const overlayStyles = css`
  .dialog {
    inline-size: min(40rem, calc(100vw - 2rem));
    max-block-size: calc(100dvh - 2rem);
    padding: 0;
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) * 1.25);
    background: var(--surface);
    color: var(--ink);
    overflow-y: auto;
  }
  .dialog::backdrop { background: rgb(10 11 14 / 0.55); }
  .dialog-frame { display: grid; gap: 0.75rem; padding: 1.1rem 1.25rem 1.25rem; grid-template-columns: minmax(0, 1fr); }
  .dialog-head { display: flex; align-items: start; justify-content: space-between; gap: 1rem; }
  .dialog-head h2 { min-inline-size: 0; padding-block-start: 0.3rem; font-size: 1.125rem; font-weight: 700; line-height: 1.4; }
  .dialog-head .quiet { margin-inline-end: -0.5rem; }
  .dialog-actions { display: flex; flex-wrap: wrap; gap: 0.5rem; min-block-size: 2.5rem; }

  .preview { display: block; inline-size: 100%; block-size: auto; aspect-ratio: 1200 / 630; border: 1px solid var(--line); border-radius: var(--control); background: var(--empty); }
  .check { display: flex; gap: 0.6rem; align-items: start; font-size: 0.9375rem; }
  .check input { inline-size: 1.15rem; block-size: 1.15rem; margin-block-start: 0.15rem; accent-color: var(--accent); flex: none; }
  .check .label { display: block; }

  .session-name { overflow-wrap: anywhere; font-weight: 600; padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line); }
  .session-badges { display: grid; gap: 0.75rem; margin-block-start: 0.35rem; }
  .session-badges .row .medal { --size: 2.75rem; }

  .toast {
    position: fixed;
    inset: auto 0 clamp(0.75rem, 3vh, 2rem) 0;
    margin: 0 auto;
    inline-size: fit-content;
    max-inline-size: calc(100vw - 1.5rem);
    display: none;
    align-items: center;
    gap: 0.9rem;
    padding-block: 0.8rem;
    padding-inline: 1.1rem 0.8rem;
    border: 1.5px solid var(--tone);
    border-radius: calc(var(--radius) * 1.25);
    background: color-mix(in oklab, var(--tone) 12%, var(--surface));
    color: var(--ink);
  }
  .toast:popover-open { display: flex; }
  .toast-medal { position: relative; display: grid; place-items: center; }
  .toast-words { min-inline-size: 0; flex: 1 1 12rem; }
  .toast-title { color: var(--soft); font-size: 0.8125rem; }
  .toast-names, .dialog-head h2 { overflow-wrap: anywhere; }
  .toast-names { font-weight: 700; font-size: 1.0625rem; line-height: 1.3; }

  @media (max-width: 30rem) {
    .dialog-actions .button { flex: 1; padding-inline: 0.6rem; }
    .toast { flex-wrap: wrap; inline-size: auto; }
    .toast-names { font-size: 0.9375rem; }
    .toast .button { flex: 1; order: 1; margin-inline-start: 4.15rem; }
  }

  @media (prefers-reduced-motion: no-preference) {
    .toast { animation: rise 0.5s cubic-bezier(0.2, 1.3, 0.4, 1) both; }
    .toast .medal { animation: pop 0.7s 0.15s cubic-bezier(0.2, 1.9, 0.4, 1) both; }
    .toast-medal::before {
      content: '';
      position: absolute;
      inset: 0;
      border: 2px solid var(--tone);
      border-radius: 50%;
      animation: ripple 1s 0.35s ease-out 2 both;
    }
    .dialog[open] { animation: rise 0.25s ease-out both; }
    @keyframes rise { from { opacity: 0; translate: 0 1.5rem; } }
    @keyframes pop { from { scale: 0; rotate: -60deg; } }
    @keyframes ripple { from { scale: 0.8; opacity: 0.9; } to { scale: 2; opacity: 0; } }
  }
`;
