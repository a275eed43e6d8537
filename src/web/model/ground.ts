/** Whether something is light or dark, judged by the colours that a browser computes. */

/** A colour as far as it matters here. */
export interface Tone {
  /** 0 black to 1 white. */
  readonly light: number;
  /** 0 transparent to 1 opaque. */
  readonly alpha: number;
}

/** How much of the eye's impression of brightness comes from red, green and blue. */
const WEIGHTS = [0.2126, 0.7152, 0.0722] as const;
const COLOR = /^(?:rgba?|color|oklab|oklch|lab|lch)\(/;
const NUMBER = /-?[\d.]+(?:e[-+]?\d+)?%?|\bnone\b/g;

/** @param color computed: functions of numbers, no names. @returns undefined for what is none */
export function toneOf(color: string): Tone | undefined {
  const [kind] = COLOR.exec(color) ?? [];
  if (kind === undefined) return undefined;
  const [channels = '', veil = ''] = color.slice(kind.length).split('/');
  const [alpha = '1'] = veil.match(NUMBER) ?? [];
  // The name of a colour space, as in `color(display-p3 …)`, has a digit of its own.
  const numbers = channels.replace(/^\s*[a-z][\w-]*/, '').match(NUMBER) ?? [];
  const [first = 'none'] = numbers;
  if (kind.startsWith('rgb'))
    return { light: weighed(numbers, 255), alpha: numberOf(numbers[3] ?? alpha, 1) };
  if (kind === 'color(') return { light: weighed(numbers, 1), alpha: numberOf(alpha, 1) };
  return { light: numberOf(first, kind.startsWith('ok') ? 1 : 100), alpha: numberOf(alpha, 1) };
}

/** What is seen of layers, the uppermost first. @param ground how light what lies below them all is */
export function lightnessOf(layers: readonly Tone[], ground: number): number {
  return layers.reduceRight((below, { light, alpha }) => light * alpha + below * (1 - alpha), ground);
}

/** @param scheme a computed `color-scheme`, or the content of such a meta */
export function isDarkScheme(scheme: string, prefersDark: boolean): boolean {
  const words = scheme.split(/\s+/);
  return words.includes('dark') && (prefersDark || !words.includes('light'));
}

function weighed(numbers: readonly string[], whole: number): number {
  return WEIGHTS.reduce((sum, weight, index) => sum + weight * numberOf(numbers[index] ?? 'none', whole), 0);
}

function numberOf(text: string, whole: number): number {
  if (text === 'none') return 0;
  return Number.parseFloat(text) / (text.endsWith('%') ? 100 : whole);
}
