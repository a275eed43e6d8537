/**
 * The snapshot file: the latest payload, for the Python plugin, and what a restart needs of it, for us. Pure.
 */

import type { ScanMode, StoredScanMeta } from '../payload.js';
import type { Evidence, HistoryView, TierName, Unlock, Unlocks } from '../types.js';
import { decodeChecked, encodeChecked } from './check.js';
import { decodeView, encodeView } from './fold-codec.js';
import { isCount, isQuantity, isRecord, isTime } from './guards.js';
import type { ToPublish } from './shared-state.js';
import { decodeHomes, type StoredHome } from './stored-home.js';
import { decodeUnlock, encodeUnlock } from './unlock.js';

const SCHEMA_VERSION = 1;
const TIERS: readonly unknown[] = ['Copper', 'Silver', 'Gold', 'Diamond', 'Olympian'] satisfies TierName[];
const MODES: readonly unknown[] = [
  'full',
  'incremental',
  'in_progress',
  'pending',
  'failed',
] satisfies ScanMode[];

/** From what all the rest of a snapshot can be made anew. */
export interface StoredSnapshot {
  /** Of the rules by which was counted. */
  readonly analysisVersion: string;
  /** The name of the zone by which was folded; null where the file does not tell. */
  readonly timeZone: string | null;
  /** Identity of the history that was read. */
  readonly database: string;
  /** A short hash of the real path of the history: private, but another path is recognized. */
  readonly databasePath: string;
  /** What the user should know of the history. */
  readonly notice: string | null;
  readonly scanMeta: StoredScanMeta;
  /** By metric. */
  readonly aggregate: ReadonlyMap<string, number>;
  /** By metric. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Undefined in a file of an older version. */
  readonly view: HistoryView | undefined;
  /** Where there are several: what is known of each; absent for one. */
  readonly homes?: readonly StoredHome[] | undefined;
  /** All that is unlocked; in a file of an older version as its achievements show it: with their time, and their tier. */
  readonly unlocks: Unlocks;
}

export interface SnapshotToStore
  extends Pick<StoredSnapshot, 'analysisVersion' | 'timeZone' | 'database' | 'databasePath'> {
  /** As `GET /achievements` answers it, unfiltered: `notice` and `scan_meta` are read back from it. */
  readonly payload: object;
  readonly view: HistoryView;
  readonly homes?: readonly StoredHome[] | undefined;
  readonly unlocks: Unlocks;
  readonly aggregate: Iterable<readonly [metric: string, value: number]>;
  readonly evidence: Iterable<readonly [metric: string, evidence: Evidence]>;
  /** For who shares it with other machines. */
  readonly toPublish?: ToPublish | undefined;
}

/** The text to store. */
export function encodeSnapshot(snapshot: SnapshotToStore): string {
  return encodeChecked({
    ...snapshot.payload,
    schema_version: SCHEMA_VERSION,
    analysis_version: snapshot.analysisVersion,
    time_zone: snapshot.timeZone,
    database: snapshot.database,
    database_path: snapshot.databasePath,
    aggregate: Object.fromEntries(snapshot.aggregate),
    evidence: Object.fromEntries(snapshot.evidence),
    view: encodeView(snapshot.view),
    ...(snapshot.homes !== undefined && { home_states: snapshot.homes }),
    unlocks: Object.fromEntries([...snapshot.unlocks].map(([id, unlock]) => [id, encodeUnlock(unlock)])),
    // The Python plugin expects a list; what it would hold is private and in the checkpoint.
    sessions: [],
  });
}

/** The snapshot in a text; undefined when anything is odd: a scan rebuilds it. Never throws. */
export function decodeSnapshot(text: string): StoredSnapshot | undefined {
  // Unchecked, a count with one digit changed would be served as right until the next scan.
  const file = decodeChecked(text);
  if (file === undefined) return undefined;
  const {
    schema_version: schema,
    analysis_version: analysisVersion,
    time_zone: timeZone,
    database,
    database_path: databasePath,
  } = file;
  const { generated_at, notice, scan_meta, aggregate, evidence, achievements, view, unlocks, home_states } =
    file;
  if (schema !== SCHEMA_VERSION || !isTime(generated_at)) return undefined;
  if (
    typeof analysisVersion !== 'string' ||
    typeof database !== 'string' ||
    typeof databasePath !== 'string'
  ) {
    return undefined;
  }
  const scanMeta = decodeScanMeta(scan_meta);
  const numbers = decodeValues(aggregate);
  const proofs = decodeEvidence(evidence);
  if (scanMeta === undefined || numbers === undefined || proofs === undefined) return undefined;
  return {
    analysisVersion,
    timeZone: typeof timeZone === 'string' ? timeZone : null,
    database,
    databasePath,
    notice: typeof notice === 'string' ? notice : null,
    scanMeta,
    aggregate: numbers,
    evidence: proofs,
    view: decodeView(view),
    ...(home_states !== undefined && { homes: decodeHomes(home_states) }),
    unlocks: isRecord(unlocks) ? recordedUnlocks(unlocks, generated_at) : shownUnlocks(achievements),
  };
}

/** What is no unlock is passed over: the file is a second copy at best. */
function recordedUnlocks(stored: Record<string, unknown>, fallback: number): Map<string, Unlock> {
  const entries = Object.entries(stored).flatMap(([id, entry]): [string, Unlock][] =>
    isRecord(entry) ? [[id, decodeUnlock(entry, fallback).unlock]] : [],
  );
  return new Map(entries);
}

function shownUnlocks(achievements: unknown): Map<string, Unlock> {
  const unlocks = new Map<string, Unlock>();
  for (const badge of Array.isArray(achievements) ? achievements : []) {
    if (!isRecord(badge)) continue;
    const { id, unlocked, unlocked_at, tier, evidence } = badge;
    if (typeof id !== 'string' || unlocked !== true || !isTime(unlocked_at)) continue;
    const reached = isTier(tier) ? tier : null;
    const proof = isEvidence(evidence) ? evidence : null;
    unlocks.set(id, { unlocked_at, first_tier: reached, highest_tier: reached, evidence: proof });
  }
  return unlocks;
}

function isTier(value: unknown): value is TierName {
  return TIERS.includes(value);
}

function decodeScanMeta(value: unknown): StoredScanMeta | undefined {
  if (!isRecord(value)) return undefined;
  const { mode, sessions_total, sessions_rescanned, sessions_reused } = value;
  const { sessions_scanned_so_far, sessions_expected_total, messages_scanned, duration_ms } = value;
  if (!isMode(mode) || !isQuantity(duration_ms) || !isCount(messages_scanned)) return undefined;
  if (!isCount(sessions_total) || !isCount(sessions_rescanned) || !isCount(sessions_reused)) return undefined;
  if (!isCount(sessions_scanned_so_far) || !isCount(sessions_expected_total)) return undefined;
  return {
    mode,
    sessions_total,
    sessions_rescanned,
    sessions_reused,
    sessions_scanned_so_far,
    sessions_expected_total,
    duration_ms,
    messages_scanned,
  };
}

/** By metric. Undefined when anything is odd. */
export function decodeValues(value: unknown): Map<string, number> | undefined {
  return decodeMap(value, isQuantity);
}

/** By metric. Undefined when anything is odd. */
export function decodeEvidence(value: unknown): Map<string, Evidence> | undefined {
  return decodeMap(value, isEvidence);
}

function decodeMap<V>(value: unknown, isValue: (value: unknown) => value is V): Map<string, V> | undefined {
  if (!isRecord(value)) return undefined;
  const map = new Map<string, V>();
  for (const [key, entry] of Object.entries(value)) {
    if (!isValue(entry)) return undefined;
    map.set(key, entry);
  }
  return map;
}

function isEvidence(value: unknown): value is Evidence {
  if (!isRecord(value)) return false;
  const { session_id, title, value: amount } = value;
  return typeof session_id === 'string' && typeof title === 'string' && isQuantity(amount);
}

function isMode(value: unknown): value is ScanMode {
  return MODES.includes(value);
}
