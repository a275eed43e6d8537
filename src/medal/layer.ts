import type { Shade } from './metal.js';

/**
 * What a layer is painted with. A metal has shades; a blank, which is yet to be struck, has a ground (`blank`), the line
 * around it (`track`), the part of that line that is done (`arc`), and its icon (`mark`).
 */
export type Paint = Shade | BlankPaint;

export type BlankPaint = 'blank' | 'track' | 'arc' | 'mark';

export interface Layer {
  /** The `d` of a path. */
  readonly path: string;
  readonly fill?: Paint;
  readonly stroke?: Paint;
  /** Of the stroke, of the grid that the path is on. */
  readonly width?: number;
  /** Lengths that are drawn and left out in turn. */
  readonly dash?: readonly number[];
  /** Where the path's own grid is put. */
  readonly place?: Place;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}
