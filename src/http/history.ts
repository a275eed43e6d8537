import { type Place, pageOf } from '../engine/badges/history.js';
import type { Handler } from './messages.js';
import { MOST_RECENT, readCount, readParsed, USUALLY_RECENT } from './parameters.js';
import { kept } from './responses.js';

/** Four numbers are never longer. */
export const LONGEST_CURSOR = 128;

export const history: Handler = async ({ service, bodies }, request) => {
  const { query } = request;
  const limit = readCount(query, 'limit', MOST_RECENT) ?? USUALLY_RECENT;
  const after = readParsed(query, 'cursor', 'the next_cursor of an earlier answer, as it is', decodeCursor);
  const view = await service.snapshot();
  const { items, next } = pageOf(view.history, limit, after);
  return kept(bodies.once({ items, next_cursor: next === undefined ? null : encodeCursor(next) }), request);
};

function encodeCursor(place: Place): string {
  return Buffer.from(place.join()).toString('base64url');
}

/** Undefined for what we have not made. */
function decodeCursor(text: string): Place | undefined {
  if (text.length > LONGEST_CURSOR) return undefined;
  const numbers = Buffer.from(text, 'base64url').toString('latin1').split(',').map(Number);
  const [recordedAt, reachedAt, rank, badge] = numbers;
  if (recordedAt === undefined || reachedAt === undefined || rank === undefined || badge === undefined)
    return undefined;
  const place: Place = [recordedAt, reachedAt, rank, badge];
  return place.every(Number.isFinite) && encodeCursor(place) === text ? place : undefined;
}
