import { badgeIcon, shapeOf } from '../icons.js';
import type { Look } from '../model/look.js';
import { mixed, type Palette } from './palette.js';
import { label, type Pen } from './pen.js';
import { picture } from './picture.js';

/** A badge's icon on the shape of its tier. The higher, the more it shines: at the top, it is solid. */
const TINT: Readonly<Record<Look, number>> = {
  Copper: 0.16,
  Silver: 0.16,
  Gold: 0.24,
  Diamond: 0.24,
  Olympian: 1,
  Feat: 0.1,
  Waiting: 0.06,
  Secret: 0.03,
};

/** Without an icon it is the shape alone. `tint`: how much of its colour fills it, if not as usual. */
export function medal(
  pen: Pen,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
  { look, icon, tint = TINT[look] }: { readonly look: Look; readonly icon?: string; readonly tint?: number },
  { tone, ground }: Palette,
): void {
  const colour = tone[look];
  const fill = mixed(colour, ground, tint);
  picture(pen, shapeOf(look), {
    x,
    y,
    size: size * 1.14,
    stroke: colour,
    line: Math.max(2, size / 40),
    fill,
  });
  if (icon === undefined) return;
  const ink = look === 'Olympian' ? ground : colour;
  if (look === 'Secret') {
    label(pen, '?', x, y + size * 0.15, { size: size * 0.42, weight: 700, colour: ink, align: 'center' });
  } else {
    picture(pen, badgeIcon(icon), { x, y, size: size * 0.46, stroke: ink, line: Math.max(2, size / 30) });
  }
}
