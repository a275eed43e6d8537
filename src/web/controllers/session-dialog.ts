import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { Achievement, Evidence } from '../../types.js';
import type { Client } from '../client/client.js';
import { icon } from '../icons.js';
import { arrange } from '../model/filters.js';
import { lookOf } from '../model/look.js';
import { dialog } from '../parts/dialog.js';
import { homeName } from '../parts/homes.js';
import { medal } from '../parts/medal.js';
import { say } from '../texts.js';

interface Opened {
  readonly evidence: Evidence;
  readonly client: Client;
  readonly leaving: AbortController;
  readonly badges: readonly Achievement[] | 'failed' | undefined;
}

/** What one session alone would have earned. */
export class SessionDialog implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #opened: Opened | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#close();
  }

  async open(evidence: Evidence, client: Client): Promise<void> {
    this.#opened?.leaving.abort();
    const leaving = new AbortController();
    this.#show({ evidence, client, leaving, badges: undefined });
    const badges = await client.sessionBadges(evidence, leaving.signal).catch(() => 'failed' as const);
    if (!leaving.signal.aborted) this.#show({ evidence, client, leaving, badges });
  }

  render(): TemplateResult | typeof nothing {
    if (this.#opened === undefined) return nothing;
    const { evidence, badges } = this.#opened;
    const body = html`<p class="session-name"><bdi>${evidence.title}</bdi>${homeName(evidence)}</p>${this.#found(badges)}`;
    return dialog('session', say('session-title'), body, this.#close);
  }

  #found(badges: Opened['badges']): TemplateResult {
    if (badges === undefined) {
      return html`<p class="label" role="status">${say('session-loading')}</p>
        <progress class="bar" part="progress" aria-label=${say('session-loading')}></progress>`;
    }
    if (badges === 'failed') {
      return html`<p role="status">${say('session-failed')}</p>
        <button class="button" part="button" type="button" @click=${this.#again}>${icon('refresh')}<span>${say('retry')}</span></button>`;
    }
    const words = badges.length === 0 ? say('session-none') : say('session-found', { count: badges.length });
    return html`<p class="label" role="status">${words}</p><ul class="session-badges">${arrange(badges, 'tier').map(row)}</ul>`;
  }

  #show(opened: Opened): void {
    this.#opened = opened;
    this.#host.requestUpdate();
  }

  readonly #again = (): void => {
    if (this.#opened) void this.open(this.#opened.evidence, this.#opened.client);
  };

  readonly #close = (): void => {
    this.#opened?.leaving.abort();
    this.#opened = undefined;
    this.#host.requestUpdate();
  };
}

function row(badge: Achievement): TemplateResult {
  return html`<li class="row" data-look=${lookOf(badge)}>
    ${medal(badge)}
    <span class="row-text"><span class="row-name">${badge.name}</span><span class="label">${badge.description}</span></span>
    <span class="tier">${say(lookOf(badge))}</span>
  </li>`;
}
