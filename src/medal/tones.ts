/** The colours of tiers in words, ladders and rings. */

import type { TierName } from '../types.js';

/**
 * TABLE: each meets AA on the grounds of its scheme. Seen with deuteranopia they stay apart, by lightness where they cannot by
 * hue.
 */
export const TONES = {
  light: { Copper: '#ac541c', Silver: '#666c79', Gold: '#775600', Diamond: '#027288', Olympian: '#a61762' },
  dark: { Copper: '#e08a55', Silver: '#c3cbd6', Gold: '#f2c14e', Diamond: '#68def2', Olympian: '#f96aae' },
} as const satisfies Readonly<Record<string, Readonly<Record<TierName, string>>>>;
