/** Which homes to read again though nothing says that they have changed: a few at a time, as with the blocks of one. Pure. */

import type { ScanOrder } from '../job.js';

interface Checked {
  readonly share: { readonly checkedAt: number | undefined } | undefined;
}

/** Those that were checked longest ago, and of each of these as large a part as makes the share of the whole. */
export function recheckOf<Home extends Checked>(
  homes: readonly Home[],
  recheck: ScanOrder['recheck'],
): ReadonlyMap<Home, NonNullable<ScanOrder['recheck']>> {
  if (recheck === undefined) return new Map();
  const { share, before } = recheck;
  const checkedAt = (home: Home) => home.share?.checkedAt ?? Number.POSITIVE_INFINITY;
  const due = homes.filter((home) => checkedAt(home) < before).sort((a, b) => checkedAt(a) - checkedAt(b));
  const chosen = due.slice(0, Math.ceil(share * homes.length));
  const part = Math.min(1, (share * homes.length) / Math.max(1, chosen.length));
  return new Map(chosen.map((home) => [home, { share: part, before }]));
}
