import sqlite3 from 'sqlite3';
import type { DemoMessage } from './conversation.js';
import type { DemoSession } from './sessions.js';

type Value = string | number | null;

/** The columns that Hermes began with. */
const SCHEMA = `
  CREATE TABLE schema_version (version INTEGER NOT NULL);
  INSERT INTO schema_version VALUES (11);
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, user_id TEXT, model TEXT, model_config TEXT, system_prompt TEXT,
    parent_session_id TEXT, started_at REAL NOT NULL, ended_at REAL, end_reason TEXT, message_count INTEGER DEFAULT 0,
    tool_call_count INTEGER DEFAULT 0, input_tokens INTEGER DEFAULT 0, output_tokens INTEGER DEFAULT 0, title TEXT
  );
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL REFERENCES sessions(id), role TEXT NOT NULL,
    content TEXT, tool_call_id TEXT, tool_calls TEXT, tool_name TEXT, timestamp REAL NOT NULL, token_count INTEGER,
    finish_reason TEXT
  );`;

const INDEXES = `
  CREATE INDEX idx_sessions_started ON sessions(started_at DESC);
  CREATE INDEX idx_messages_session ON messages(session_id, timestamp);
  CREATE INDEX idx_messages_session_id ON messages(session_id, id);`;

const ADD_SESSION =
  'INSERT INTO sessions (id, source, model, title, started_at, message_count) VALUES (?, ?, ?, ?, ?, ?)';

const ADD_MESSAGES =
  'INSERT INTO messages (session_id, role, content, tool_calls, tool_name, timestamp) VALUES';

/** Writes a new history database, as Hermes would. */
export async function writeDatabase(path: string, sessions: readonly DemoSession[]): Promise<void> {
  const database = await open(path);
  try {
    // It is made anew each time: nothing is lost with the power.
    await exec(database, `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${SCHEMA}; BEGIN`);
    for (const { id, source, model, title, started_at, messages } of sessions) {
      await run(database, ADD_SESSION, [id, source, model, title, started_at, messages.length]);
      // One statement for all of them: a statement for each would take most of the start.
      await run(
        database,
        `${ADD_MESSAGES} ${messages.map(() => '(?, ?, ?, ?, ?, ?)').join()}`,
        messages.flatMap((message) => row(id, message)),
      );
    }
    await exec(database, `${INDEXES} COMMIT`);
  } finally {
    await close(database);
  }
}

function row(sessionId: string, { role, content, tool_calls, tool_name, timestamp }: DemoMessage): Value[] {
  return [sessionId, role, content, tool_calls ?? null, tool_name ?? null, timestamp];
}

function open(path: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path, (error) => (error ? reject(error) : resolve(database)));
  });
}

function exec(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.exec(sql, (error) => (error ? reject(error) : resolve()));
  });
}

function run(database: sqlite3.Database, sql: string, parameters: readonly Value[]): Promise<void> {
  return new Promise((resolve, reject) => {
    database.run(sql, parameters, (error) => (error ? reject(error) : resolve()));
  });
}

function close(database: sqlite3.Database): Promise<void> {
  return new Promise((resolve, reject) => {
    database.close((error) => (error ? reject(error) : resolve()));
  });
}
