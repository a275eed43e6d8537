/** The statements that list sessions, as they fit the shape of a history in PostgreSQL. Pure. */

import { literal } from '../../postgres/literal.js';
import type { PostgresShape, Table } from './shape.js';
import { anyTime, isSet, name, seconds } from './sql.js';

export interface PostgresListStatements {
  /**
   * Sessions that count, by id, a record each: see `sessions.ts`. Never their system prompts. Where it does not tell which
   * messages are inactive, `inactive` does.
   */
  readonly sessions: string;
  /** Sessions that have inactive messages, by id, and what tells which these are; null where `sessions` tells. */
  readonly inactive: string | null;
  /** The oldest session, counted or not: id and start as JSON. */
  readonly oldest: string;
  /** What is another text after each change; null where nobody keeps count. */
  readonly revision: string | null;
  /** The model of one session; the parameter is its id. */
  readonly model: string;
}

/** @param profile the one whose sessions count, of a schema that holds several; undefined: all do */
export function postgresListStatements(
  { sessions, messages, revision, hasIdIndex }: PostgresShape,
  profile: string | undefined,
): PostgresListStatements {
  const ofProfile = profile === undefined ? [] : [isOfProfile('s.', profile)];
  const isListed = ['archived', 'hidden']
    .filter((flag) => sessions.columns.has(flag))
    .map((flag) => `NOT (${isSet(sessions, flag, 's.')})`);
  const counts = ['s.id IS NOT NULL', ...isListed, ...ofProfile].join(' AND ');
  const mayBeInactive = messages.columns.has('active');
  const inTwo = mayBeInactive && hasIdIndex;
  const wanted =
    profile === undefined ? 'TRUE' : `session_id IN (SELECT s.id FROM ${sessions.name} AS s WHERE ${counts})`;
  const cells = [
    's.id::text',
    name(sessions, 'title', 's.'),
    name(sessions, 'model', 's.'),
    seconds(sessions, 'started_at', 's.'),
    seconds(sessions, 'last_activity_at', 's.'),
    'g.rows, g.last, g.ids, g.which',
  ];
  return {
    sessions: `SELECT record_send(ROW(${cells.join(', ')})) FROM ${sessions.name} AS s
      LEFT JOIN (${groups(messages, mayBeInactive && !inTwo, wanted)}) AS g ON g.session_id = s.id
      WHERE ${counts} ORDER BY s.id`,
    inactive: inTwo ? inactive(messages, wanted) : null,
    oldest: `SELECT json_build_array(s.id, ${anyTime(sessions, 'started_at', 's.')})::text FROM ${sessions.name} AS s
      WHERE ${['s.id IS NOT NULL', ...ofProfile].join(' AND ')} AND s.started_at = (
        SELECT min(s.started_at) FROM ${sessions.name} AS s WHERE ${['TRUE', ...ofProfile].join(' AND ')})
      ORDER BY s.id COLLATE "C" LIMIT 1`,
    revision:
      revision === undefined
        ? null
        : // The transaction that raised it tells apart two histories of which one was restored from an earlier moment.
          `SELECT revision::text || ' ' || xmin::text FROM ${revision} WHERE id = 1`,
    model: sessions.columns.has('model')
      ? `SELECT model FROM ${sessions.name} WHERE id = $1 LIMIT 1`
      : 'SELECT NULL::text WHERE $1::text IS NULL',
  };
}

/** The default profile has no name. */
function isOfProfile(owner: string, profile: string): string {
  return profile === 'default'
    ? `${owner}profile_name IS NULL`
    : `${owner}profile_name = ${literal(profile)}`;
}

/**
 * Tells sets of inactive rows apart: how many there are and, by their times, which. Indexes have these, where they have `active`:
 * to read the ids the whole table would have to be read. NULL when there is none.
 * @param which stands behind each aggregate
 */
function whichOf(messages: Table, which: string): string {
  if (!messages.columns.has('timestamp')) return `bit_xor(hashint8extended(id, 0))${which}`;
  const at = seconds(messages, 'timestamp');
  // The sum tells twins apart, of which the other takes away what the one has put there.
  const [sum, mixed] = [`sum(hashfloat8(${at}))`, `bit_xor(hashfloat8extended(${at}, 0))`];
  return `nullif(count(*)${which}, 0) # hashint8extended(coalesce(${sum}${which}, 0), coalesce(${mixed}${which}, 0))`;
}

/** Of each session's rows what tells whether they changed: how many, the last id, the total of the ids, which are inactive. */
function groups(messages: Table, knowsActive: boolean, wanted: string): string {
  const which = knowsActive
    ? whichOf(messages, ` FILTER (WHERE NOT (${isSet(messages, 'active')}))`)
    : 'NULL::bigint';
  return `SELECT session_id, count(*) AS rows, max(id) AS last, sum(id) AS ids, ${which} AS which
    FROM ${messages.name} WHERE ${wanted} GROUP BY session_id`;
}

/** Apart from the rest, which another index tells; and nobody knows how many there are, which decides how best to join them. */
function inactive(messages: Table, wanted: string): string {
  return `SELECT session_id::text, ${whichOf(messages, '')} FROM ${messages.name}
    WHERE session_id IS NOT NULL AND NOT (${isSet(messages, 'active')}) AND ${wanted} GROUP BY session_id ORDER BY session_id`;
}
