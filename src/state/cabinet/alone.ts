/** A home by itself, as it is shown: what it adds up to, and when it reached what. Pure. */

import type { Aggregate, HistoryView } from '../../types.js';
import { decodeView, encodeView } from '../fold-codec.js';
import { isCount, isTime } from '../guards.js';
import { decodeEvidence, decodeValues } from '../snapshot-file.js';

/** A threshold, and the session by which it was reached. */
export interface StoredCrossing {
  readonly metric: string;
  readonly atLeast: number;
  /** The start of the session, Unix seconds. */
  readonly at: number;
  readonly id: string;
}

export interface HomeAlone {
  readonly aggregate: Aggregate;
  readonly view: HistoryView;
  readonly crossings: readonly StoredCrossing[];
  /** What the user should know of the history. */
  readonly notice: string | null;
  readonly sessions: number;
  /** Unix seconds: when it last was another one. */
  readonly countedAt: number;
}

const SCHEMA_VERSION = 1;

export function encodeAlone({ aggregate, view, crossings, notice, sessions, countedAt }: HomeAlone): object {
  return {
    schema_version: SCHEMA_VERSION,
    counted_at: countedAt,
    sessions,
    notice,
    aggregate: aggregate.values,
    evidence: aggregate.evidence,
    view: encodeView(view),
    // Metric, threshold, start and id of the session.
    crossings: crossings.map(({ metric, atLeast, at, id }) => [metric, atLeast, at, id]),
  };
}

/** Undefined when anything is odd: it is then made anew. Never throws. */
export function decodeAlone(value: Record<string, unknown>): HomeAlone | undefined {
  const { schema_version, counted_at: countedAt, sessions, notice, crossings: rows } = value;
  const { aggregate: totals, evidence: proofs, view: shown } = value;
  if (schema_version !== SCHEMA_VERSION || !isTime(countedAt) || !isCount(sessions)) return undefined;
  const values = decodeValues(totals);
  const evidence = decodeEvidence(proofs);
  const view = decodeView(shown);
  const crossings = Array.isArray(rows) ? rows.flatMap(decodeCrossing) : [];
  if (values === undefined || evidence === undefined || view === undefined) return undefined;
  return {
    aggregate: { values: Object.fromEntries(values), evidence: Object.fromEntries(evidence) },
    view,
    crossings,
    notice: typeof notice === 'string' ? notice : null,
    sessions,
    countedAt,
  };
}

function decodeCrossing(row: unknown): StoredCrossing[] {
  if (!Array.isArray(row)) return [];
  const [metric, atLeast, at, id]: unknown[] = row;
  if (typeof metric !== 'string' || !isCount(atLeast) || !isTime(at) || typeof id !== 'string') return [];
  return [{ metric, atLeast, at, id }];
}
