import { oneLine } from '../badges/plain-text.js';

/** Any text as content or as the value of an attribute. */
export function escapeXml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Where something is drawn. Whole or tenths of pixels: more digits only make the file longer. */
export function at(x: number, y: number): string {
  return `x="${tenths(x)}" y="${tenths(y)}"`;
}

export function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}

export interface TextStyle {
  /** Classes of the style sheet. */
  readonly look: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** A line of text; nothing when there is none. */
export function text(x: number, y: number, content: string, { look, anchor = 'start' }: TextStyle): string {
  const escaped = escapeXml(content);
  if (escaped === '') return '';
  const aligned = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text ${at(x, y)} class="${look}"${aligned}>${escaped}</text>`;
}
