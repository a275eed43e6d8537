import type { Payload } from '../../payload.js';
import type { ClientState } from '../client/state.js';

/** How far a scan has come; unknown at first. */
export interface Progress {
  readonly scanned: number;
  /** 0 while unknown. */
  readonly total: number;
}

/** What the page shows, besides its title. */
export type Scene =
  /** The first answer is on its way. */
  | { readonly kind: 'loading' }
  /** There is no answer, and `ClientState.trouble` says why. */
  | { readonly kind: 'trouble' }
  /** There is nothing to count from; `error` tells what is wrong, null when there are simply no sessions. */
  | { readonly kind: 'empty'; readonly payload: Payload; readonly error: string | null }
  | {
      readonly kind: 'cabinet';
      readonly payload: Payload;
      /** Set while the first scan runs: what is shown is only a part. */
      readonly firstScan: Progress | undefined;
      /** Why what is shown may be old. */
      readonly error: string | null;
    };

export function sceneOf({ snapshot, trouble, scan }: ClientState): Scene {
  if (snapshot === undefined) return { kind: trouble === undefined ? 'loading' : 'trouble' };
  const { scan_meta, error, unlocked_count } = snapshot;
  const { mode, sessions_scanned_so_far, sessions_expected_total } = scan_meta;
  const running = !isWhole(snapshot) && mode !== 'failed';
  if (!running && unlocked_count === 0 && (mode === 'failed' || scan_meta.sessions_total === 0)) {
    return { kind: 'empty', payload: snapshot, error };
  }
  const known = { scanned: sessions_scanned_so_far, total: sessions_expected_total };
  return { kind: 'cabinet', payload: snapshot, firstScan: running ? (scan ?? known) : undefined, error };
}

/** True when a whole history was counted: only then is it known what is unlocked. */
export function isWhole({ scan_meta: { mode } }: Payload): boolean {
  return mode === 'full' || mode === 'incremental';
}
