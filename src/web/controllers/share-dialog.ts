import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import type { Dates } from '../dates.js';
import { icon } from '../icons.js';
import { dialog } from '../parts/dialog.js';
import { type CardOptions, drawBadge, drawCabinet } from '../share/share.js';
import { say, type TextId } from '../texts.js';

/** What is shared: one badge, or everything. */
export type Shared =
  | { readonly kind: 'badge'; readonly badge: Achievement; readonly dates: Dates }
  | { readonly kind: 'cabinet'; readonly payload: Payload };

/** A picture to download or copy, drawn here and sent nowhere. */
export class ShareDialog implements ReactiveController {
  readonly #host: LitElement;
  #shared: Shared | undefined;
  #options: CardOptions = { titles: false, dark: false };
  #picture: { readonly blob: Blob; readonly url: string } | undefined;
  #said: TextId | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#close();
  }

  /** Titles are off each time anew. */
  open(shared: Shared): void {
    this.#shared = shared;
    void this.#draw({ titles: false, dark: isDark(this.#host) });
  }

  render(): TemplateResult | typeof nothing {
    const shared = this.#shared;
    if (shared === undefined) return nothing;
    const title =
      shared.kind === 'badge' ? say('share-title', { name: shared.badge.name }) : say('share-title-cabinet');
    const { titles, dark } = this.#options;
    const body = html`
      <canvas class="preview" part="share-preview" width="1200" height="630" role="img"
        aria-label=${say('share-preview')}></canvas>
      ${
        hasTitles(shared)
          ? html`<label class="check">
              <input type="checkbox" .checked=${titles} @change=${() => this.#draw({ titles: !titles, dark })}>
              <span>${say(shared.kind === 'badge' ? 'share-titles' : 'share-titles-cabinet')}
                <span class="label">${say('share-titles-hint')}</span></span>
            </label>`
          : nothing
      }
      <label class="check">
        <input type="checkbox" .checked=${dark} @change=${() => this.#draw({ titles, dark: !dark })}>
        <span>${say('share-dark')}</span>
      </label>
      <div class="dialog-actions">${this.#picture ? this.#actions(this.#picture, shared) : nothing}</div>
      <p class="label" role="status">${say(this.#said ?? 'share-local')}</p>
    `;
    return dialog('share', title, body, this.#close);
  }

  #actions({ url }: { readonly url: string }, shared: Shared): TemplateResult {
    return html`<a class="button primary" part="button" href=${url} download=${fileName(shared)}>
        ${icon('download')}<span>${say('share-download')}</span></a>
      ${
        canCopy()
          ? html`<button class="button" part="button" type="button" @click=${this.#copy}>
              ${icon('copy')}<span>${say('share-copy')}</span></button>`
          : nothing
      }`;
  }

  async #draw(options: CardOptions): Promise<void> {
    const shared = this.#shared;
    this.#options = options;
    this.#drop();
    this.#host.requestUpdate();
    if (shared === undefined) return;
    try {
      const blob = await (shared.kind === 'badge'
        ? drawBadge(shared.badge, shared.dates, options)
        : drawCabinet(shared.payload, options));
      // Meanwhile it may have been closed, or drawn with other options.
      if (this.#shared !== shared || this.#options !== options) return;
      this.#picture = { blob, url: URL.createObjectURL(blob) };
      this.#host.requestUpdate();
      await this.#host.updateComplete;
      await this.#preview(blob);
    } catch (error) {
      console.error(error);
      this.#tell('share-failed');
    }
  }

  /** An `<img>` of a blob is something that a strict Content-Security-Policy refuses; a canvas is not. */
  async #preview(blob: Blob): Promise<void> {
    const bitmap = await createImageBitmap(blob);
    const canvas = this.#host.renderRoot.querySelector<HTMLCanvasElement>('canvas.preview');
    canvas?.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
  }

  readonly #copy = async (): Promise<void> => {
    if (this.#picture === undefined) return;
    try {
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': this.#picture.blob })]);
      this.#tell('share-copied');
    } catch {
      // Permission denied, or the page has lost the focus.
      this.#tell('share-copy-failed');
    }
  };

  #tell(said: TextId): void {
    this.#said = said;
    this.#host.requestUpdate();
  }

  #drop(): void {
    if (this.#picture) URL.revokeObjectURL(this.#picture.url);
    this.#picture = undefined;
    this.#said = undefined;
  }

  readonly #close = (): void => {
    this.#shared = undefined;
    this.#drop();
    this.#host.requestUpdate();
  };
}

function hasTitles(shared: Shared): boolean {
  const badges = shared.kind === 'badge' ? [shared.badge] : shared.payload.achievements;
  return badges.some(({ evidence }) => Boolean(evidence));
}

function fileName(shared: Shared): string {
  return shared.kind === 'badge' ? `hermes-${shared.badge.id}.png` : 'hermes-achievements.png';
}

/** Only pages from a safe origin may write pictures to the clipboard, and not in every browser. */
function canCopy(): boolean {
  return isSecureContext && 'ClipboardItem' in globalThis;
}

/** Whether the element shows its dark colours. */
function isDark(element: Element): boolean {
  const { colorScheme } = getComputedStyle(element);
  if (!colorScheme.includes('dark')) return false;
  return !colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
}
