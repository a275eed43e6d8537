import type { Look } from '../model/look.js';

/** The colours of a card, as CSS colours. */
export interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly soft: string;
  /** An empty step of a ladder, an empty ring. */
  readonly empty: string;
  readonly tone: Readonly<Record<Look, string>>;
}

const DARK: Palette = {
  ground: '#0f1013',
  ink: '#eceef3',
  soft: '#a9aebb',
  empty: '#eceef322',
  tone: {
    Copper: '#e08a55',
    Silver: '#c3cbd6',
    Gold: '#f2c14e',
    Diamond: '#6fdcec',
    Olympian: '#ff7bdd',
    Feat: '#eceef3',
    Waiting: '#a9aebb',
    Secret: '#a9aebb',
  },
};

const LIGHT: Palette = {
  ground: '#ffffff',
  ink: '#1b1c21',
  soft: '#565862',
  empty: '#1b1c211c',
  tone: {
    Copper: '#a4592a',
    Silver: '#66707d',
    Gold: '#946800',
    Diamond: '#0b7285',
    Olympian: '#a01f86',
    Feat: '#1b1c21',
    Waiting: '#565862',
    Secret: '#565862',
  },
};

export function paletteOf(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}

/** A share of one colour (`#rrggbb`) on another. @param share from 0 to 1 */
export function mixed(colour: string, ground: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [above, below] = [colour, ground].map((text) => Number.parseInt(text.slice(at, at + 2), 16));
    return Math.round((above ?? 0) * share + (below ?? 0) * (1 - share));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
