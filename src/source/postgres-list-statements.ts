/** The statements that list sessions, as they fit the shape of a history in PostgreSQL. Pure. */

import { literal } from '../postgres/literal.js';
import type { PostgresShape, Table } from './postgres-shape.js';
import { anyTime, isSet, name, seconds, time } from './postgres-sql.js';

export interface PostgresListStatements {
  /**
   * Sessions that count, in scan order, a row each: a JSON list of id, title, model, start, last activity, and what is told of
   * its messages. One value, since the driver's price is by the value. Never their system prompts.
   */
  readonly sessions: string;
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
  const start = seconds(sessions, 'started_at', 's.');
  const mayBeInactive = messages.columns.has('active');
  const inTwo = mayBeInactive && hasIdIndex;
  const wanted =
    profile === undefined ? 'TRUE' : `session_id IN (SELECT s.id FROM ${sessions.name} AS s WHERE ${counts})`;
  const fields = [
    's.id',
    name(sessions, 'title', 's.'),
    name(sessions, 'model', 's.'),
    anyTime(sessions, 'started_at', 's.'),
    `(${time(sessions, 'last_activity_at', 's.')})::json`,
    inTwo ? "g.told || coalesce(i.told, '')" : 'g.told',
  ];
  return {
    sessions: `SELECT json_build_array(${fields.join(', ')})::text FROM ${sessions.name} AS s
      LEFT JOIN (${groups(messages, mayBeInactive && !inTwo, wanted)}) AS g ON g.session_id = s.id
      ${inTwo ? `LEFT JOIN (${inactive(messages, wanted)}) AS i ON i.session_id = s.id` : ''}
      WHERE ${counts} ORDER BY nullif(${start}, 'NaN') DESC NULLS LAST, s.id COLLATE "C"`,
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

/** Spreads ids so that no two sets of rows which undoing and redoing could swap have the same total. */
const MIXED_ID = 'sum(hashint8extended(id, 0))';

/** Of each session's rows what tells whether they changed: how many, the last id, the total of the ids, which are inactive. */
function groups(messages: Table, knowsActive: boolean, wanted: string): string {
  const which = knowsActive
    ? ` || coalesce(' ' || (${MIXED_ID} FILTER (WHERE NOT (${isSet(messages, 'active')})))::text, '')`
    : '';
  return `SELECT session_id, count(*)::text || ' ' || max(id)::text || ' ' || sum(id)::text${which} AS told
    FROM ${messages.name} WHERE ${wanted} GROUP BY session_id`;
}

/** The last of it apart: then the index alone tells the rest. */
function inactive(messages: Table, wanted: string): string {
  return `SELECT session_id, ' ' || ${MIXED_ID}::text AS told
    FROM ${messages.name} WHERE NOT (${isSet(messages, 'active')}) AND ${wanted} GROUP BY session_id`;
}
