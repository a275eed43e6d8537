/** What medals are made of: a colour for each metal, and its shades from shadow to glint, which all metals have alike. */

import type { Metal } from './look.js';

/**
 * TABLE: the metals. They are the same by day and by night. Seen with deuteranopia they stay apart, by lightness where they
 * cannot by hue.
 */
export const METALS = {
  Copper: '#c06c3c',
  Silver: '#bcc6d2',
  Gold: '#f0bd2f',
  Diamond: '#4fd0e6',
  Olympian: '#d4247f',
  Feat: '#566074',
} as const satisfies Readonly<Record<Metal, string>>;

const NIGHT = '#150b1c';
const DAY = '#fffdf6';

/** TABLE: how much of night or day is mixed into the metal, darkest first. */
export const SHADES = {
  ink: { into: NIGHT, share: 0.8 },
  deep: { into: NIGHT, share: 0.62 },
  dark: { into: NIGHT, share: 0.4 },
  shade: { into: NIGHT, share: 0.18 },
  base: { into: NIGHT, share: 0 },
  sheen: { into: DAY, share: 0.16 },
  light: { into: DAY, share: 0.38 },
  pale: { into: DAY, share: 0.62 },
  glint: { into: DAY, share: 0.88 },
} as const satisfies Readonly<Record<string, { readonly into: string; readonly share: number }>>;

export type Shade = keyof typeof SHADES;

/** `#rrggbb` */
export function shadeOf(metal: Metal, shade: Shade): string {
  const { into, share } = SHADES[shade];
  return mixed(into, METALS[metal], share);
}

/** Whether a layer is painted with the metal itself. */
export function isShade(paint: string): paint is Shade {
  return Object.hasOwn(SHADES, paint);
}

/** A share of one colour (`#rrggbb`) on another. @param share from 0 to 1 */
export function mixed(colour: string, ground: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [above, below] = [colour, ground].map((text) => Number.parseInt(text.slice(at, at + 2), 16));
    return Math.round((above ?? 0) * share + (below ?? 0) * (1 - share));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
