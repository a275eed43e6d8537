import type { LitElement, ReactiveController } from 'lit';
import { isDarkScheme, lightnessOf, type Tone, toneOf } from '../model/ground.js';

const PREFERS_DARK = '(prefers-color-scheme: dark)';
const OPAQUE = 0.99;
const HALF = 0.5;

/**
 * Looks at what the element stands on, and takes the colours that belong there: the nearest ancestor that paints a
 * ground, or has a colour scheme of its own, decides. Judged anew when one of them changes, and never by the clock.
 */
export class Ground implements ReactiveController {
  readonly #host: LitElement;
  readonly #sheet = new CSSStyleSheet();
  readonly #system = matchMedia(PREFERS_DARK);
  #changes: MutationObserver | undefined;
  #scheme: 'light' | 'dark' | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const sheets = this.#host.shadowRoot?.adoptedStyleSheets;
    if (sheets && !sheets.includes(this.#sheet)) sheets.push(this.#sheet);
    this.#changes = new MutationObserver(() => this.#judge());
    for (const element of ancestorsOf(this.#host)) this.#changes.observe(element, { attributes: true });
    this.#system.addEventListener('change', this.#judge);
    // Style sheets come late, and colours fade over.
    document.addEventListener('load', this.#judge, true);
    addEventListener('transitionend', this.#judge);
    this.#judge();
  }

  hostDisconnected(): void {
    this.#changes?.disconnect();
    this.#system.removeEventListener('change', this.#judge);
    document.removeEventListener('load', this.#judge, true);
    removeEventListener('transitionend', this.#judge);
  }

  readonly #judge = (event?: Event): void => {
    if (event && !concerns(event, this.#host)) return;
    const scheme = this.#isDark() ? 'dark' : 'light';
    if (scheme === this.#scheme) return;
    this.#scheme = scheme;
    // Weaker than the attribute `theme`, and than what the host says of the element.
    this.#sheet.replaceSync(`:host { color-scheme: ${scheme}; }`);
  };

  #isDark(): boolean {
    const layers: Tone[] = [];
    const ancestors = ancestorsOf(this.#host);
    for (const [index, element] of ancestors.entries()) {
      const { backgroundColor, backgroundImage, color, colorScheme } = getComputedStyle(element);
      const tone = toneOf(backgroundColor);
      if (tone) layers.push(tone);
      if (tone && tone.alpha > OPAQUE) return lightnessOf(layers, 1) < HALF;
      // What a picture looks like only its text can tell.
      if (backgroundImage !== 'none') return (toneOf(color)?.light ?? 0) > HALF;
      const above = ancestors[index + 1];
      if (above && colorScheme !== 'normal' && colorScheme !== getComputedStyle(above).colorScheme) {
        return lightnessOf(layers, this.#canvas(colorScheme)) < HALF;
      }
    }
    return lightnessOf(layers, this.#canvas(schemeOfPage())) < HALF;
  }

  #canvas(scheme: string): number {
    return isDarkScheme(scheme, this.#system.matches) ? 0 : 1;
  }
}

/** From the nearest on, out of every shadow root. */
function ancestorsOf(element: Element): readonly Element[] {
  const found: Element[] = [];
  for (let next = above(element); next !== null; next = above(next)) found.push(next);
  return found;
}

function above(element: Element): Element | null {
  const parent = element.assignedSlot ?? element.parentNode;
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : null;
}

function concerns({ type, target }: Event, host: Element): boolean {
  if (type === 'load') return target instanceof HTMLLinkElement || target instanceof HTMLStyleElement;
  return type !== 'transitionend' || (target instanceof Element && ancestorsOf(host).includes(target));
}

function schemeOfPage(): string {
  const { colorScheme } = getComputedStyle(document.documentElement);
  if (colorScheme !== 'normal') return colorScheme;
  return document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')?.content ?? 'normal';
}
