/** What is kept of one home beside its blocks, and of all homes: each a text that can be made anew from the blocks. */

import { hash } from 'node:crypto';
import { decodeAlone, encodeAlone, type HomeAlone } from '../state/cabinet/alone.js';
import type { CheckedFile } from '../state/cabinet/checked-file.js';
import type { HomeFiles, Members } from '../state/cabinet/home-files.js';
import { decodeMembers, encodeMembers } from '../state/cabinet/home-files.js';
import { decodeShare, encodeShare } from '../state/cabinet/share.js';
import { decodeChecked, encodeChecked } from '../state/check.js';
import { decodeIndex, decodeRecords } from '../state/checkpoint/block.js';
import type { SessionRecord } from '../types.js';
import type { Database } from './database.js';
import { type HomeInStore, PostgresHomeStore } from './home-store.js';
import { type Fence, holdFence } from './lease.js';

/** Who adds up the homes. */
export interface Settling {
  readonly database: Database;
  readonly fence: () => Fence | undefined;
  readonly analysis: number;
}

/** A text of a home, or of all of them ('') */
function derived<Value>(
  { database, fence, analysis }: Settling,
  home: string,
  name: string,
  encode: (value: Value) => object,
  decode: (stored: Record<string, unknown>) => Value | undefined,
): CheckedFile<Value> {
  return {
    async load() {
      const rows = await database.ask(
        'SELECT content FROM $schema.derived WHERE home = $1 AND name = $2',
        home,
        name,
      );
      return decoded(rows[0]?.[0], decode);
    },
    async save(value) {
      const content = encodeChecked(encode(value));
      await database.write(async (query) => {
        await holdFence(query, fence(), analysis);
        await query(
          `INSERT INTO $schema.derived (home, name, mark, content) VALUES ($1, $2, $3, $4)
           ON CONFLICT (home, name) DO UPDATE SET mark = excluded.mark, content = excluded.content`,
          home,
          name,
          hash('sha256', content, 'base64url').slice(0, 22),
          content,
        );
      });
    },
    async isWhole() {
      const rows = await database.ask(
        'SELECT mark FROM $schema.derived WHERE home = $1 AND name = $2',
        home,
        name,
      );
      return rows.length > 0;
    },
  };
}

function decoded<Value>(
  text: string | null | undefined,
  decode: (stored: Record<string, unknown>) => Value | undefined,
): Value | undefined {
  const stored = decodeChecked(text ?? '');
  return stored && decode(stored);
}

export function createPostgresHomeFiles(settling: Settling, home: HomeInStore): HomeFiles {
  const { database } = settling;
  const { id } = home;
  return {
    store: new PostgresHomeStore(home),
    // They lie with the blocks.
    keys: {
      async load() {
        const rows = await database.ask(
          `SELECT home.stamp, block.key, block.keys FROM $schema.home AS home LEFT JOIN $schema.block AS block
           ON block.home = home.id AND block.batch = '' WHERE home.id = $1 AND home.stamp IS NOT NULL`,
          id,
        );
        const [first] = rows;
        if (first === undefined) return undefined;
        const blocks = rows.flatMap(([, key, keys]): [string, string][] =>
          key === null || key === undefined ? [] : [[key, keys ?? '']],
        );
        return { stamp: first[0] ?? undefined, blocks: new Map(blocks) };
      },
      save: async () => {},
      isWhole: async () => true,
    },
    alone: createPostgresAlone(settling, id),
    share: derived(settling, id, 'share', encodeShare, decodeShare),
    recordsOf: (stamp, isWanted) => readBlocks(database, id, stamp, isWanted),
  };
}

function createPostgresAlone(settling: Settling, id: string): CheckedFile<HomeAlone> {
  return derived(settling, id, 'alone', encodeAlone, decodeAlone);
}

/** Which homes copies were last looked for in. */
export function createPostgresMembers(settling: Settling): CheckedFile<Members> {
  return derived(settling, '', 'members', encodeMembers, decodeMembers);
}

/** For who shows a home by itself. */
export async function loadAlone(database: Database, name: string): Promise<HomeAlone | undefined> {
  const [row] = await database.ask(
    `SELECT content FROM $schema.derived AS derived JOIN $schema.home AS home ON home.id = derived.home
     WHERE home.name = $1 AND NOT has_left AND derived.name = 'alone'`,
    name,
  );
  return decoded(row?.[0], decodeAlone);
}

/** Undefined when the commit is another one by now, or anything is odd. */
async function readBlocks(
  database: Database,
  id: string,
  stamp: string,
  isWanted: (key: string) => boolean,
): Promise<readonly SessionRecord[] | undefined> {
  return await database.read(async (query) => {
    const [home] = await query('SELECT stamp FROM $schema.home WHERE id = $1', id);
    if (home?.[0] !== stamp) return undefined;
    const keys = await query(`SELECT key FROM $schema.block WHERE home = $1 AND batch = ''`, id);
    const wanted = keys.flatMap(([key]) => (typeof key === 'string' && isWanted(key) ? [key] : []));
    const rows = await query(
      `SELECT key, fold, sessions FROM $schema.block WHERE home = $1 AND batch = ''
       AND key IN (SELECT json_array_elements_text($2::text::json))`,
      id,
      JSON.stringify(wanted),
    );
    const records: SessionRecord[] = [];
    for (const [key, fold, sessions] of rows) {
      const found = recordsIn(key ?? '', fold ?? '', sessions ?? '');
      if (found === undefined) return undefined;
      records.push(...found);
    }
    return records;
  });
}

function recordsIn(key: string, fold: string, sessions: string): readonly SessionRecord[] | undefined {
  const index = decodeIndex(key, Buffer.from(fold));
  return index && decodeRecords(index, Buffer.from(sessions));
}

/** A record, and the home in which it lies. */
export interface FoundRecord {
  readonly home: string;
  readonly record: SessionRecord;
}

/** Of each home that has a session of this id. Looks at the lists of ids, and reads the block that has it. */
export async function findRecords(
  database: Database,
  analysisVersion: string,
  id: string,
  home: string | undefined,
): Promise<readonly FoundRecord[]> {
  const needle = JSON.stringify(id);
  const rows = await database.ask(
    `SELECT home.name, block.key, block.fold, block.sessions FROM $schema.home AS home
     JOIN $schema.block AS block ON block.home = home.id AND block.batch = ''
     WHERE NOT has_left AND analysis_version = $1 AND ($2 = '' OR home.name = $2) AND strpos(block.fold, $3) > 0
     ORDER BY home.joined`,
    JSON.stringify(analysisVersion),
    home ?? '',
    needle,
  );
  return rows.flatMap(([name, key, fold, sessions]): FoundRecord[] => {
    const record = recordsIn(key ?? '', fold ?? '', sessions ?? '')?.find((one) => one.id === id);
    return record === undefined ? [] : [{ home: name ?? '', record }];
  });
}
