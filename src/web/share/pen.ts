import { type Measure, wrap } from './text.js';

/** What cards are drawn with: the part of a canvas context that they use. */
export type Pen = CanvasRenderingContext2D;

export interface Style {
  /** Pixels. */
  readonly size: number;
  readonly weight?: number;
  readonly colour: string;
  readonly align?: CanvasTextAlign;
}

export interface Box {
  readonly x: number;
  /** Of the first line's base. */
  readonly y: number;
  readonly width: number;
  readonly lines?: number;
}

const FAMILY = 'system-ui, sans-serif';
const LINE_HEIGHT = 1.28;

/** Writes a text into a box, cut to what fits. @returns the base of the line below it */
export function write(pen: Pen, text: string, { x, y, width, lines = 1 }: Box, style: Style): number {
  dip(pen, style);
  const found = wrap(text, width, lines, measureWith(pen));
  const height = Math.round(style.size * LINE_HEIGHT);
  for (const [index, line] of found.entries()) pen.fillText(line, x, y + index * height);
  return y + found.length * height;
}

/** How many lines a text takes in a box. */
export function linesOf(
  pen: Pen,
  text: string,
  { width, lines = 1 }: Pick<Box, 'width' | 'lines'>,
  style: Style,
): number {
  dip(pen, style);
  return wrap(text, width, lines, measureWith(pen)).length;
}

/** In pixels, on one line. */
export function widthOf(pen: Pen, text: string, style: Style): number {
  dip(pen, style);
  return pen.measureText(text).width;
}

/** Writes one line. @returns its width in pixels */
export function label(pen: Pen, text: string, x: number, y: number, style: Style): number {
  dip(pen, style);
  pen.fillText(text, x, y);
  return pen.measureText(text).width;
}

function dip(pen: Pen, { size, weight = 400, colour, align = 'left' }: Style): void {
  pen.font = `${weight} ${size}px ${FAMILY}`;
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.textBaseline = 'alphabetic';
}

function measureWith(pen: Pen): Measure {
  return (text) => pen.measureText(text).width;
}

export function bar(pen: Pen, x: number, y: number, width: number, height: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.roundRect(x, y, width, height, height / 2);
  pen.fill();
}
