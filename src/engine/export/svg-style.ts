/** The looks of the badge wall: classes rather than custom properties, which not every renderer of images knows. */

import { TONES } from '../../medal/tones.js';
import type { TierName } from '../../types.js';

interface Colour {
  readonly light: string;
  readonly dark: string;
}

/** TABLE: colours by what they are for. */
const COLOURS = {
  ground: { light: '#faf9f6', dark: '#15161b' },
  card: { light: '#ffffff', dark: '#1e2027' },
  line: { light: '#dfddd6', dark: '#353841' },
  track: { light: '#e6e4de', dark: '#343741' },
  ink: { light: '#1f2127', dark: '#f1f2f5' },
  quiet: { light: '#5d6069', dark: '#a6abb7' },
  accent: { light: '#5b4bd6', dark: '#a79bff' },
  copper: toneOf('Copper'),
  silver: toneOf('Silver'),
  gold: toneOf('Gold'),
  diamond: toneOf('Diamond'),
  olympian: toneOf('Olympian'),
} as const satisfies Readonly<Record<string, Colour>>;

function toneOf(tier: TierName): Colour {
  return { light: TONES.light[tier], dark: TONES.dark[tier] };
}

export type ColourName = keyof typeof COLOURS;

/** The colour of a tier; of none that of the accent. */
export function colourOf(tier: TierName | null): ColourName {
  return tier === null ? 'accent' : TIER_COLOURS[tier];
}

const TIER_COLOURS = {
  Copper: 'copper',
  Silver: 'silver',
  Gold: 'gold',
  Diamond: 'diamond',
  Olympian: 'olympian',
} as const satisfies Readonly<Record<TierName, ColourName>>;

const FONT = "ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/** Classes: `f-…` fills, `s-…` strokes, `faint` is a tint; the rest are sizes of text. */
export const STYLE = [
  `text{font:400 12px ${FONT};font-variant-numeric:tabular-nums}`,
  '.h1{font-size:22px;font-weight:700}',
  '.h2{font-size:13px;font-weight:600}',
  '.name{font-size:13.5px;font-weight:600}',
  '.long{font-size:12px}',
  '.longest{font-size:11px}',
  '.label{font-weight:600}',
  '.small{font-size:11px}',
  '.big{font-size:24px;font-weight:700}',
  '.none{fill:none}',
  'path{stroke-linecap:round;stroke-linejoin:round}',
  '.faint{fill-opacity:.07}',
  ...rules('light'),
  `@media (prefers-color-scheme:dark){${rules('dark').join('')}}`,
].join('');

function rules(scheme: keyof Colour): readonly string[] {
  return Object.entries(COLOURS).flatMap(([name, colour]) => [
    `.f-${name}{fill:${colour[scheme]}}`,
    `.s-${name}{stroke:${colour[scheme]}}`,
  ]);
}
