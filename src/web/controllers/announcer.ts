import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Progress } from '../model/scene.js';
import { scanWords } from '../parts/scan.js';

/** Long enough for a word to be typed, so that not every letter is answered. */
const PAUSE_MS = 500;

/** The one live region: what changes without the focus going there is said here. */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #text = '';
  #tenth: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** The last of several texts in a row is said. */
  announce(text: string): void {
    clearTimeout(this.#timer);
    if (text === this.#text) return;
    this.#timer = setTimeout(() => {
      this.#text = text;
      this.#host.requestUpdate();
    }, PAUSE_MS);
  }

  /** Each tenth of a scan. */
  announceScan(scan: Progress | undefined): void {
    const tenth = scan && scan.total > 0 ? Math.floor((scan.scanned / scan.total) * 10) : undefined;
    if (scan && tenth !== undefined && tenth !== this.#tenth) this.announce(scanWords(scan));
    this.#tenth = tenth;
  }

  render(): TemplateResult {
    return html`<p class="visually-hidden" role="status">${this.#text}</p>`;
  }
}
