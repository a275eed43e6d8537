/** Writes real history databases for specs, and changes them the way Hermes does. */

import sqlite3 from 'sqlite3';

type Value = string | number | Buffer | null;

export interface HistoryMessage {
  readonly role?: Value;
  readonly content?: Value;
  /** A list is stored as JSON text with ASCII escapes, everything else as it is. */
  readonly tool_calls?: Value | readonly unknown[];
  readonly tool_name?: Value;
  /** Unix seconds. By default each message is a second after the one before. */
  readonly timestamp?: Value;
  readonly active?: Value;
  readonly compacted?: Value;
  readonly display_identity?: Value;
  readonly display_kind?: Value;
}

export interface HistorySession {
  readonly id: Value;
  readonly source?: Value;
  readonly model?: Value;
  readonly title?: Value;
  /** Unix seconds. */
  readonly started_at: Value;
  /** Unix seconds. */
  readonly last_activity_at?: Value;
  readonly archived?: Value;
  readonly hidden?: Value;
  readonly messages: readonly HistoryMessage[];
}

/** `oldest` has no titles, `plain` is the shape of 2026-05, `full` that of 2026-09. */
export type HistorySchema = 'oldest' | 'plain' | 'full';

export interface HistoryOptions {
  /** Default `full`. */
  readonly schema?: HistorySchema;
  /** Whether the newer index (session_id, id) exists beside the older one. Default true. */
  readonly idIndex?: boolean;
  /** Whether the index (session_id, active, timestamp) exists, as in all recent files. Default false. */
  readonly activeIndex?: boolean;
  /** Further statements to run on the empty database. */
  readonly extraSql?: string;
}

const OLDEST = {
  sessions: `id TEXT PRIMARY KEY, source TEXT NOT NULL, user_id TEXT, model TEXT, model_config TEXT,
    system_prompt TEXT, parent_session_id TEXT, started_at REAL, ended_at REAL, end_reason TEXT,
    message_count INTEGER DEFAULT 0, tool_call_count INTEGER DEFAULT 0, input_tokens INTEGER DEFAULT 0,
    output_tokens INTEGER DEFAULT 0`,
  messages: `id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL REFERENCES sessions(id), role TEXT,
    content TEXT, tool_call_id TEXT, tool_calls TEXT, tool_name TEXT, timestamp REAL, token_count INTEGER,
    finish_reason TEXT`,
};

const PLAIN = { sessions: `${OLDEST.sessions}, title TEXT`, messages: OLDEST.messages };

const FULL = {
  sessions: `${PLAIN.sessions}, billing_provider TEXT, billing_base_url TEXT, last_activity_at REAL,
    profile_name TEXT, rewind_count INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0`,
  messages: `${PLAIN.messages}, reasoning TEXT, active INTEGER DEFAULT 1, compacted INTEGER DEFAULT 0,
    display_kind TEXT, display_identity BLOB, display_order INTEGER`,
};

const SCHEMAS = { oldest: OLDEST, plain: PLAIN, full: FULL } as const satisfies Record<HistorySchema, object>;

/** Creates the database and closes it again: everything is in the file then, its log is empty. */
export async function writeHistory(
  databasePath: string,
  sessions: readonly HistorySession[],
  options: HistoryOptions = {},
): Promise<void> {
  const { schema = 'full', idIndex = true, activeIndex = false, extraSql = '' } = options;
  const writer = await openWriter(databasePath);
  const { sessions: sessionColumns, messages: messageColumns } = SCHEMAS[schema];
  await writer.exec(`
    CREATE TABLE schema_version (version INTEGER NOT NULL);
    CREATE TABLE sessions (${sessionColumns});
    CREATE TABLE messages (${messageColumns});
    CREATE INDEX idx_sessions_started ON sessions(started_at DESC);
    CREATE INDEX idx_messages_session ON messages(session_id, timestamp);
    ${idIndex ? 'CREATE INDEX idx_messages_session_id ON messages(session_id, id);' : ''}
    ${activeIndex ? 'CREATE INDEX idx_messages_session_active ON messages(session_id, active, timestamp);' : ''}
    ${extraSql}`);
  await writer.exec('BEGIN');
  for (const session of sessions) await writer.addSession(session);
  await writer.exec('COMMIT');
  await writer.close();
}

/** The other program. What it writes stands in the log (WAL) until it is closed. */
export interface HistoryWriter {
  addSession(session: HistorySession): Promise<void>;
  /** Gives the ids of the new rows. */
  append(sessionId: string, messages: readonly HistoryMessage[]): Promise<number[]>;
  /** The ids of a session's rows, ascending. */
  idsOf(sessionId: string): Promise<number[]>;
  /** Undoes these rows: they stay, inactive. */
  rewind(ids: readonly number[]): Promise<void>;
  /** Makes undone rows active again. */
  redo(ids: readonly number[]): Promise<void>;
  /** Archives these rows and appends a summary. */
  compact(sessionId: string, ids: readonly number[], summary: string): Promise<void>;
  rename(sessionId: string, title: Value): Promise<void>;
  changeModel(sessionId: string, model: Value): Promise<void>;
  deleteMessage(id: number): Promise<void>;
  deleteSession(sessionId: string): Promise<void>;
  run(sql: string, ...parameters: readonly Value[]): Promise<number>;
  exec(sql: string): Promise<void>;
  /** The rows of a query, as lists of values. */
  query(sql: string): Promise<unknown[][]>;
  close(): Promise<void>;
}

/** @param first runs before anything is written: for what a new database is to be like */
export async function openWriter(databasePath: string, first = ''): Promise<HistoryWriter> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(databasePath, (error) => (error ? reject(error) : resolve(opened)));
  });
  const writer = createWriter(database);
  await writer.exec(first);
  await writer.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  return writer;
}

function createWriter(database: sqlite3.Database): HistoryWriter {
  const columns = new Map<string, ReadonlySet<string>>();

  const exec = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      database.exec(sql, (error) => (error ? reject(error) : resolve()));
    });

  const run = (sql: string, ...parameters: readonly Value[]) =>
    new Promise<number>((resolve, reject) => {
      database.run(sql, parameters, function (error) {
        if (error) reject(error);
        else resolve(this.lastID);
      });
    });

  const query = (sql: string) =>
    new Promise<unknown[][]>((resolve, reject) => {
      database.all<object>(sql, (error, rows) => (error ? reject(error) : resolve(rows.map(Object.values))));
    });

  async function insert(table: string, row: object): Promise<number> {
    const known =
      columns.get(table) ??
      new Set((await query(`PRAGMA table_info(${table})`)).map(([, name]) => String(name)));
    columns.set(table, known);
    const cells = Object.entries(row).filter(([name, value]) => known.has(name) && value !== undefined);
    const names = cells.map(([name]) => name).join();
    const marks = cells.map(() => '?').join();
    return await run(
      `INSERT INTO ${table} (${names}) VALUES (${marks})`,
      ...cells.map(([, value]) => stored(value)),
    );
  }

  async function insertMessage(
    sessionId: Value,
    message: HistoryMessage,
    timestamp: number,
  ): Promise<number> {
    return await insert('messages', { role: 'user', timestamp, ...message, session_id: sessionId });
  }

  async function append(sessionId: string, messages: readonly HistoryMessage[]): Promise<number[]> {
    const ids: number[] = [];
    for (const message of messages)
      ids.push(await insertMessage(sessionId, message, 1_790_000_000 + ids.length));
    return ids;
  }

  const update = async (assignments: string, ids: readonly number[]) => {
    await run(`UPDATE messages SET ${assignments} WHERE id IN (${ids.join()})`);
  };

  return {
    append,
    run,
    exec,
    query,
    async addSession({ messages, ...session }) {
      await insert('sessions', { source: 'cli', ...session });
      const start = typeof session.started_at === 'number' ? session.started_at : 0;
      for (const [index, message] of messages.entries())
        await insertMessage(session.id, message, start + index);
    },
    async idsOf(sessionId) {
      const quoted = sessionId.replaceAll("'", "''");
      return (await query(`SELECT id FROM messages WHERE session_id = '${quoted}' ORDER BY id`)).map(([id]) =>
        Number(id),
      );
    },
    rewind: (ids) => update('active = 0', ids),
    redo: (ids) => update('active = 1', ids),
    async compact(sessionId, ids, summary) {
      await update('active = 0, compacted = 1', ids);
      await append(sessionId, [{ role: 'user', content: summary }]);
    },
    async rename(sessionId, title) {
      await run('UPDATE sessions SET title = ? WHERE id = ?', title, sessionId);
    },
    async changeModel(sessionId, model) {
      await run('UPDATE sessions SET model = ? WHERE id = ?', model, sessionId);
    },
    async deleteMessage(id) {
      await run('DELETE FROM messages WHERE id = ?', id);
    },
    async deleteSession(sessionId) {
      await run('DELETE FROM messages WHERE session_id = ?', sessionId);
      await run('DELETE FROM sessions WHERE id = ?', sessionId);
    },
    close: () =>
      new Promise((resolve, reject) => {
        database.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

function stored(value: unknown): Value {
  if (Array.isArray(value)) return pythonJson(value);
  if (typeof value === 'string' || typeof value === 'number' || Buffer.isBuffer(value)) return value;
  return null;
}

/** JSON text as Python's `json.dumps` writes it: spaces after separators, only ASCII. For JSON values without floats like 1.0. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${pythonJson(key)}: ${pythonJson(member)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
