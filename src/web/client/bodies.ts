/** The bodies of the router's answers: whether they are what they should be, as far as the page would break otherwise. */

import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { isRecord } from './answer.js';
import type { Activity, ActivityDay, HistoryItem, HistoryPage } from './types.js';

export interface Progress {
  readonly scanned: number;
  readonly total: number;
}

/** What following a scan needs of `GET /scan-status`. */
export interface ScanStatus {
  readonly running: boolean;
  readonly progress: Progress | undefined;
}

const COUNTS = ['unlocked_count', 'discovered_count', 'secret_count', 'total_count', 'generated_at'];
const RUNS = ['current', 'longest', 'of_last_21'];
const WORDS = ['id', 'name', 'state', 'category'];

export function readPayload(body: unknown): Payload | undefined {
  return isPayload(body) ? body : undefined;
}

/** What `POST /rescan` came to: a snapshot, or a scan that is still running and has a status. */
export type Rescanned = { readonly done: Payload } | { readonly running: ScanStatus };

/** The answer to a rescan that takes longer may bring the old snapshot along: the status decides. */
export function readRescan(body: unknown): Rescanned | undefined {
  const running = readStatus(of(body, 'status'));
  if (running !== undefined) return { running };
  return isPayload(body) ? { done: body } : undefined;
}

export function readStatus(body: unknown): ScanStatus | undefined {
  const state = of(body, 'state');
  if (typeof state !== 'string') return undefined;
  return { running: state === 'running', progress: readProgress(of(body, 'progress')) };
}

export function readBadges(body: unknown): readonly Achievement[] | undefined {
  const badges = of(body, 'badges');
  return isBadges(badges) ? badges : undefined;
}

export function readActivity(body: unknown): Activity | undefined {
  return isActivity(body) ? body : undefined;
}

export function readHistory(body: unknown): HistoryPage | undefined {
  return isHistory(body) ? body : undefined;
}

function isActivity(body: unknown): body is Activity {
  const days = of(body, 'days');
  return (
    Array.isArray(days) &&
    days.every(isDay) &&
    RUNS.every((name) => typeof of(of(body, 'run'), name) === 'number') &&
    isRecord(of(body, 'records'))
  );
}

function isDay(value: unknown): value is ActivityDay {
  return typeof of(value, 'date') === 'string' && typeof of(value, 'messages') === 'number';
}

function isHistory(body: unknown): body is HistoryPage {
  const items = of(body, 'items');
  return Array.isArray(items) && items.every(isItem);
}

function isItem(value: unknown): value is HistoryItem {
  return typeof of(value, 'name') === 'string' && typeof of(value, 'reached_at') === 'number';
}

function isPayload(body: unknown): body is Payload {
  return (
    isBadges(of(body, 'achievements')) &&
    COUNTS.every((name) => typeof of(body, name) === 'number') &&
    isRecord(of(of(body, 'scan_meta'), 'status'))
  );
}

function isBadges(value: unknown): value is readonly Achievement[] {
  return Array.isArray(value) && value.every(isBadge);
}

function isBadge(value: unknown): boolean {
  return WORDS.every((name) => typeof of(value, name) === 'string');
}

function readProgress(value: unknown): Progress | undefined {
  const scanned = of(value, 'scanned');
  const total = of(value, 'total');
  return typeof scanned === 'number' && typeof total === 'number' && total > 0
    ? { scanned, total }
    : undefined;
}

function of(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
