import { html, nothing, type TemplateResult } from 'lit';
import type { Trouble } from '../client/state.js';
import { formatClock } from '../format.js';
import { type IconName, icon } from '../icons.js';
import { say, type TextId } from '../texts.js';

interface Words {
  readonly icon: IconName;
  readonly title: TextId;
  /** What to do. */
  readonly hint: TextId;
  /** The same in one line, for when there is something to show nevertheless. */
  readonly stale: TextId;
  /** What the button does. */
  readonly action: 'retry' | 'reload' | undefined;
}

/** TABLE: what is said of each kind of trouble. */
const WORDS: Readonly<Record<Trouble['kind'], Words>> = {
  offline: {
    icon: 'offline',
    title: 'offline-title',
    hint: 'offline-hint',
    stale: 'offline-stale',
    action: 'retry',
  },
  'signed-out': {
    icon: 'signed-out',
    title: 'signed-out-title',
    hint: 'signed-out-hint',
    stale: 'signed-out-stale',
    action: 'reload',
  },
  page: {
    icon: 'signed-out',
    title: 'page-title',
    hint: 'page-hint',
    stale: 'page-hint',
    action: 'reload',
  },
  refused: {
    icon: 'warning',
    title: 'refused-title',
    hint: 'refused-hint',
    stale: 'refused-hint',
    action: 'reload',
  },
  limited: {
    icon: 'warning',
    title: 'limited-title',
    hint: 'limited-hint',
    stale: 'limited-hint',
    action: undefined,
  },
  server: {
    icon: 'warning',
    title: 'server-title',
    hint: 'server-hint',
    stale: 'error-hint',
    action: 'retry',
  },
  unreadable: {
    icon: 'unreadable',
    title: 'unreadable-title',
    hint: 'unreadable-hint',
    stale: 'error-hint',
    action: 'reload',
  },
};

export interface TroubleActions {
  readonly retry: () => void;
  readonly reload: () => void;
}

/** In place of the cabinet. */
export function troublePage(trouble: Trouble, actions: TroubleActions): TemplateResult {
  const words = WORDS[trouble.kind];
  return statePage(
    words.icon,
    say(words.title),
    [detailOf(trouble), hintOf(trouble, words.hint)],
    button(words.action, actions),
  );
}

/** Over the cabinet, which shows what was known before. */
export function troubleBanner(trouble: Trouble, actions: TroubleActions): TemplateResult {
  const words = WORDS[trouble.kind];
  return banner(
    words.icon,
    say(words.title),
    [detailOf(trouble), hintOf(trouble, words.stale)],
    button(words.action, actions),
  );
}

/** When the server could not read the history; its own words say what to do. */
export function errorBanner(error: string, actions: TroubleActions): TemplateResult {
  return banner('warning', say('error-title'), [error, say('error-hint')], button('retry', actions));
}

/** When there is nothing to count from. @param error in the server's words, null when there are just no sessions */
export function emptyBanner(error: string | null, actions: TroubleActions): TemplateResult {
  const again = error === null ? undefined : 'retry';
  return statePage('trophy', say('empty-title'), [error ?? '', say('empty-hint')], button(again, actions));
}

function statePage(
  name: IconName,
  title: string,
  lines: readonly string[],
  action: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<section class="state" part="state">
    <span class="state-icon">${icon(name)}</span>
    <h2>${title}</h2>
    ${lines.filter(Boolean).map((line) => html`<p>${line}</p>`)}
    ${action}
  </section>`;
}

function banner(
  name: IconName,
  title: string,
  lines: readonly string[],
  action: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<section class="banner" part="banner">
    ${icon(name)}
    <div>
      <h2 class="banner-title">${title}</h2>
      ${lines.filter(Boolean).map((line) => html`<p class="label">${line}</p>`)}
    </div>
    ${action}
  </section>`;
}

function button(action: Words['action'], actions: TroubleActions): TemplateResult | typeof nothing {
  if (action === undefined) return nothing;
  return html`<button class="button" part="button" type="button" @click=${actions[action]}>
    ${icon('refresh')}<span>${say(action)}</span>
  </button>`;
}

function hintOf(trouble: Trouble, hint: TextId): string {
  if (trouble.kind === 'limited') return say(hint, { time: formatClock(trouble.retryAt) });
  return trouble.kind === 'page' ? say(hint, { address: trouble.address }) : say(hint);
}

function detailOf(trouble: Trouble): string {
  return trouble.kind === 'server' ? trouble.detail : '';
}
