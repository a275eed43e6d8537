import type { Layer, Paint } from '../../medal/layer.js';
import type { Metal } from '../../medal/look.js';
import { medalOf, medalOfAny, metalOf } from '../../medal/medal.js';
import { isShade, mixed, shadeOf } from '../../medal/metal.js';
import type { Achievement } from '../../types.js';
import type { Palette } from './palette.js';
import type { Pen } from './pen.js';
import { type Place, picture } from './picture.js';

/** Of what is drawn, how much larger its grid is. */
const MARGIN = 1.06;

/** The medal of a badge. */
export function medal(pen: Pen, place: Place, badge: Achievement, palette: Palette): void {
  draw(pen, place, medalOf(badge), metalOf(badge), palette);
}

/** The medal of a tier; as long as none was won, its outline. */
export function tierMedal(pen: Pen, place: Place, metal: Metal, won: boolean, palette: Palette): void {
  draw(pen, place, medalOfAny(metal, won), metal, palette);
}

function draw(
  pen: Pen,
  { x, y, size }: Place,
  layers: readonly Layer[],
  metal: Metal,
  palette: Palette,
): void {
  picture(pen, layers, { x, y, size: size * MARGIN }, (paint) => colourOf(paint, metal, palette));
}

function colourOf(paint: Paint, metal: Metal, { ground, soft, tone }: Palette): string {
  if (isShade(paint)) return shadeOf(metal, paint);
  const colours = {
    blank: mixed(soft, ground, 0.06),
    track: mixed(soft, ground, 0.5),
    arc: tone[metal],
    mark: soft,
  };
  return colours[paint];
}
