/** What stands on a medal that is no badge's, as paths of strokes on the grid of the icons. */

import type { TierName } from '../types.js';

/** TABLE: the rank of a tier, in the numerals of old coins. */
export const NUMERALS: Readonly<Record<TierName, string>> = {
  Copper: 'M12 5v14M9 5h6M9 19h6',
  Silver: 'M9 5v14M15 5v14M6 5h12M6 19h12',
  Gold: 'M7 5v14M12 5v14M17 5v14M4 5h16M4 19h16',
  Diamond: 'M5 5v14M10 5l4.5 14L19 5M3 5h18M3 19h4',
  Olympian: 'M6.5 5L12 19 17.5 5M4 5h5M15 5h5',
};

/** A feat: every condition is met. */
export const TICK = 'M5 12.5l5 5L19.5 7';

/** A secret. */
export const QUESTION = 'M8.5 8.5a3.6 3.6 0 1 1 5.6 3.2q-2.1 1.3-2.1 3.3M12 19.5h.01';

/** A badge that is newer than the table of icons. */
export const STAR = 'M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z';
