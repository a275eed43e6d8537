import type { Layer, Paint } from '../../medal/layer.js';
import { GRID } from '../../medal/shape.js';
import type { Pen } from './pen.js';

export interface Place {
  /** Of its middle. */
  readonly x: number;
  readonly y: number;
  /** Width and height, in pixels. */
  readonly size: number;
}

/** Draws layers onto a canvas. @param colourOf a CSS colour */
export function picture(
  pen: Pen,
  layers: readonly Layer[],
  { x, y, size }: Place,
  colourOf: (paint: Paint) => string,
): void {
  pen.save();
  pen.translate(x - size / 2, y - size / 2);
  pen.scale(size / GRID, size / GRID);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const layer of layers) lay(pen, layer, colourOf);
  pen.restore();
}

function lay(
  pen: Pen,
  { path, fill, stroke, width = 1, dash = [], place }: Layer,
  colourOf: (paint: Paint) => string,
) {
  const line = new Path2D(path);
  pen.save();
  if (place !== undefined) {
    pen.translate(place.x, place.y);
    pen.scale(place.scale, place.scale);
  }
  if (fill !== undefined) {
    pen.fillStyle = colourOf(fill);
    pen.fill(line);
  }
  if (stroke !== undefined) {
    pen.strokeStyle = colourOf(stroke);
    pen.lineWidth = width;
    pen.setLineDash([...dash]);
    pen.stroke(line);
  }
  pen.restore();
}
