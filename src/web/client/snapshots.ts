/** What a snapshot says to who follows scans. */

import type { Payload } from '../../payload.js';
import type { Progress } from './bodies.js';

/** Only a part was counted so far. */
export function isFirstScan({ scan_meta: { mode } }: Payload): boolean {
  return mode === 'pending' || mode === 'in_progress';
}

export function progressOf({ scan_meta }: Payload): Progress | undefined {
  const { sessions_scanned_so_far: scanned, sessions_expected_total: total } = scan_meta;
  return total > 0 ? { scanned, total } : undefined;
}

/** Snapshot and status are of two moments: a scan does not go back. */
export function further(one: Progress | undefined, other: Progress | undefined): Progress | undefined {
  return one && other && other.scanned > one.scanned ? other : (one ?? other);
}

/** `POST /rescan` answers with more than a snapshot. */
export function withoutExtras(answer: Payload): Payload {
  const {
    ok: _ok,
    aggregate: _aggregate,
    ...payload
  }: Payload & { ok?: unknown; aggregate?: unknown } = answer;
  return payload;
}
