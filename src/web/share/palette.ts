import type { Look } from '../../medal/look.js';
import { TONES } from '../../medal/tones.js';

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
    ...TONES.dark,
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
    ...TONES.light,
    Feat: '#1b1c21',
    Waiting: '#565862',
    Secret: '#565862',
  },
};

export function paletteOf(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}
