import { styleText } from 'node:util';
import type { TierName } from '../types.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | TierName;

/** Gives a text its looks, or leaves it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

type Format = Parameters<typeof styleText>[0];

/** TABLE: what a style is on a terminal. Of the sixteen colours that every theme has, so that it fits light and dark ones. */
const FORMATS: Readonly<Record<Style, Format>> = {
  bold: 'bold',
  dim: 'dim',
  red: 'red',
  green: 'green',
  yellow: 'yellow',
  Copper: 'red',
  Silver: 'bold',
  Gold: 'yellow',
  Diamond: 'cyan',
  Olympian: 'magenta',
};

export function createPaint(colours: boolean): Paint {
  // Whether there are colours is settled: Node must not look at its own standard output for it.
  return colours
    ? (style, text) => styleText(FORMATS[style], text, { validateStream: false })
    : (_, text) => text;
}

/** The part of a stream, and of the environment, that colours depend on. */
interface Terminal {
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

interface Wishes {
  readonly NO_COLOR?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
}

/** `NO_COLOR` wins over `FORCE_COLOR`, as in the help texts that commander paints; without either the terminal decides. */
export function wantsColours(stream: Terminal, { NO_COLOR = '', FORCE_COLOR }: Wishes): boolean {
  if (NO_COLOR !== '' || FORCE_COLOR === '0' || FORCE_COLOR === 'false') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return true;
  return stream.isTTY === true && stream.hasColors?.() === true;
}
