/** Layers as SVG. */

import type { Layer, Paint, Place } from './layer.js';

/** The attributes that paint, such as `fill="#ffffff"` or `class="s-track"`. */
export type Brush = (fill: Paint | undefined, stroke: Paint | undefined) => string;

/** A `<path>` for each layer, on the grid of medals. That ends and corners of strokes are round is for its surroundings to say. */
export function markup(layers: readonly Layer[], brush: Brush): string {
  return layers
    .map(({ fill, stroke, ...layer }) => {
      const attributes = Object.entries(attributesOf(layer)).map(([name, value]) => `${name}="${value}"`);
      return `<path ${[...attributes, brush(fill, stroke)].join(' ')}/>`;
    })
    .join('');
}

/** The attributes of a layer's `<path>`, but for its paints. */
export function attributesOf({ path, width, dash, place }: Layer): Readonly<Record<string, string>> {
  return {
    d: path,
    ...(width !== undefined && { 'stroke-width': String(width) }),
    ...(dash !== undefined && { 'stroke-dasharray': dash.map(hundredths).join(' ') }),
    ...(place !== undefined && { transform: transformOf(place) }),
  };
}

export function transformOf({ x, y, scale }: Place): string {
  return `translate(${hundredths(x)} ${hundredths(y)}) scale(${hundredths(scale)})`;
}

function hundredths(number: number): number {
  return Math.round(number * 100) / 100;
}
