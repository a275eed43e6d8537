/** Sessions with known counts: the fixtures, and the complete golden data where it is at hand. */

import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { SessionRecord } from '#src/types.js';

const { HERMES_GOLDEN_DIR } = env;

interface Head {
  readonly aggregate: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
}

interface ExpectedSession {
  readonly session_id: string;
  readonly title: string;
  readonly last_active: number;
  readonly tool_names: readonly string[];
  readonly counters: Readonly<Record<string, number>>;
}

interface SessionHead {
  readonly id: string;
  readonly model: string | null;
  readonly started_at: number;
}

export interface Golden extends Head {
  readonly achievements: readonly Readonly<Record<string, unknown>>[];
  /** In scan order. */
  readonly records: readonly SessionRecord[];
}

/** The golden sets that the project carries itself: where their sessions and where their expected counts are. */
export const GOLDEN_FIXTURES = [
  { name: 'edge', sessions: 'sessions-edge', expected: 'expected-edge' },
  { name: 'real, in part', sessions: 'sessions-real-part', expected: 'expected-real-part' },
  { name: 'real', sessions: 'sessions-real-heads', expected: 'expected-real' },
] as const;

/** Directory of the fixtures. */
export const FIXTURES = fileURLToPath(new URL('../../../spec/fixtures', import.meta.url));

/** Where the complete golden data is at hand. */
export const GOLDEN_DIRECTORY = HERMES_GOLDEN_DIR || undefined;

/** Reads one golden set. */
export function readGolden(directory: string, files: { sessions: string; expected: string }): Golden {
  const sessions = new Map<string, SessionHead>();
  for (const line of readLines(directory, files.sessions)) {
    const session: SessionHead = JSON.parse(line);
    sessions.set(session.id, session);
  }
  const [headLine = '', achievementsLine = '', ...expectedLines] = readLines(directory, files.expected);
  const head: Head = JSON.parse(headLine);
  const { achievements }: Pick<Golden, 'achievements'> = JSON.parse(achievementsLine);
  const records = expectedLines.map((line) => {
    const expected: ExpectedSession = JSON.parse(line);
    const session = sessions.get(expected.session_id);
    if (session === undefined) throw new Error(`no session ${expected.session_id} in ${files.sessions}`);
    return toRecord(session, expected);
  });
  return { ...head, achievements, records };
}

function readLines(directory: string, name: string): string[] {
  const text = gunzipSync(readFileSync(`${directory}/${name}.jsonl.gz`)).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}

function toRecord(session: SessionHead, expected: ExpectedSession): SessionRecord {
  return {
    id: session.id,
    fingerprint: '',
    title: expected.title,
    model: session.model,
    startedAt: session.started_at,
    storedStart: session.started_at,
    lastActive: expected.last_active,
    contribution: { counters: expected.counters, toolNames: expected.tool_names },
  };
}
