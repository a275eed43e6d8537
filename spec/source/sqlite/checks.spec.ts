import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { createChecks } from '#src/source/sqlite/checks.js';
import type { Connection } from '#src/source/sqlite/connection.js';
import { nothingSeen } from '#src/source/sqlite/seen.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import type { ListedSession } from '#src/types.js';
import { onEachDriver, watched } from '../../support/drivers.js';
import { type HistoryOptions, openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { collect, listed, readAll, withReader } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';

const T = 1_790_000_000;
const PAGE = 4096;

/** Sessions of which one is read later, and enough others that this is a small part. */
const SESSIONS = Array.from({ length: 40 }, (_, number) => ({
  id: `session-${String(number).padStart(2, '0')}`,
  started_at: T + number,
  messages: Array.from({ length: 4 }, (_, index) => ({ content: `text ${index}` })),
}));

onEachDriver('What is read of a history', (loadDriver) => {
  const home = temporaryHome();
  const path = () => home().databasePath;
  const source = () => createSqliteSource({ databasePath: path(), loadDriver });

  async function run(sql: string): Promise<void> {
    const writer = await openWriter(path());
    await writer.exec(sql).finally(() => writer.close());
  }

  /** Reads one session alone, as after a change. */
  const readOne = (id: string) =>
    withReader(source(), async (reader) => {
      const wanted = (await listed(reader)).filter((session) => session.id === id);
      return await collect(reader, wanted);
    });

  /** Replaces a text in the pages of an index or table, all of its places or the first. */
  async function damage(name: string, text: string, other: string): Promise<void> {
    const writer = await openWriter(path());
    const pages = await writer.query(
      `SELECT pageno FROM dbstat WHERE name = '${name}' AND pagetype = 'leaf'`,
    );
    await writer.close();
    const bytes = await readFile(path());
    for (const [number] of pages) {
      const page = bytes.subarray((Number(number) - 1) * PAGE, Number(number) * PAGE);
      const place = page.indexOf(text);
      if (place < 0) continue;
      page.write(other, place);
      break;
    }
    await writeFile(path(), bytes);
  }

  const shapes: Readonly<Record<string, HistoryOptions>> = {
    'three indexes': { activeIndex: true },
    'two indexes': {},
    'one index': { idIndex: false },
  };
  for (const [which, options] of Object.entries(shapes)) {
    for (const name of ['idx_messages_session', 'messages']) {
      it(`is refused when ${name} takes a row for another session's (${which})`, async () => {
        await writeHistory(path(), SESSIONS, options);
        expect(await readOne('session-07')).to.have.lengthOf(4);
        await damage(name, 'session-07', 'session-08');
        // With three, this index is none that is asked: sessions are listed and read by the others.
        const isAsked = name === 'messages' || which !== 'three indexes';
        if (isAsked) await rejection(readAll(source()), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED');
        if (isAsked) await rejection(readOne('session-07'), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED');
        else expect(await readAll(source())).to.have.lengthOf(160);
      });
    }
  }

  it('is refused when the table of sessions lacks one that an index has', async () => {
    await writeHistory(path(), SESSIONS);
    const bytes = await readFile(path());
    const writer = await openWriter(path());
    const [[number] = []] = await writer.query(
      "SELECT pageno FROM dbstat WHERE name = 'sessions' AND pagetype = 'leaf'",
    );
    await writer.close();
    const at = (Number(number) - 1) * PAGE + 3;
    bytes.writeUInt16BE(bytes.readUInt16BE(at) - 1, at);
    await writeFile(path(), bytes);
    await rejection(readAll(source()), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED');
  });

  it('may have changed since it was listed', async () => {
    await writeHistory(path(), SESSIONS, { activeIndex: true });
    const writer = await openWriter(path());
    await withReader(source(), async (reader) => {
      const sessions = await listed(reader);
      await writer.append('session-07', [{ content: 'more' }]);
      await writer.rewind((await writer.idsOf('session-08')).slice(-1));
      await writer.deleteSession('session-09');
      expect(await collect(reader, sessions)).to.have.lengthOf(160 + 1 - 1 - 4);
    });
    await writer.close();
  });

  it('costs no look at the whole table when it is a small part', async () => {
    for (const options of Object.values(shapes)) {
      await writeHistory(path(), SESSIONS, options);
      const statements: string[] = [];
      const watching = watched(loadDriver, { before: async (sql) => void statements.push(sql) });
      await withReader(createSqliteSource({ databasePath: path(), loadDriver: watching }), async (reader) => {
        const sessions: readonly ListedSession[] = await listed(reader);
        statements.length = 0;
        await collect(reader, sessions.slice(0, 1));
      });
      expect(statements.join('\n')).to.not.match(/quick_check|misfits/);
      await run('DROP TABLE sessions; DROP TABLE messages; DROP TABLE schema_version');
    }
  });

  it('costs no look at the whole table when nothing odd is listed, and one when something is', async () => {
    await writeHistory(path(), SESSIONS);
    const looks = async () => {
      const statements: string[] = [];
      const watching = watched(loadDriver, { before: async (sql) => void statements.push(sql) });
      await withReader(createSqliteSource({ databasePath: path(), loadDriver: watching }), listed);
      return statements.filter((sql) => sql.includes('quick_check')).length;
    };
    expect(await looks()).to.equal(0);
    await run(`INSERT INTO sessions (id, started_at, source) VALUES (NULL, ${T}, 'cli')`);
    expect(await looks()).to.equal(1);
  });

  it('is not held against the tables of others: images that a full-text index cannot take', async () => {
    await writeHistory(path(), SESSIONS, { activeIndex: true });
    await run(`
      CREATE VIRTUAL TABLE messages_fts_trigram USING fts5(content, content='messages', content_rowid='id', tokenize='trigram');
      CREATE TRIGGER fts AFTER INSERT ON messages BEGIN
        INSERT INTO messages_fts_trigram(rowid, content) VALUES (new.id, new.content); END;
      INSERT INTO messages (session_id, role, content, timestamp)
        VALUES ('session-07', 'user', char(0) || 'json:[{"type": "image", "data": "abc"}]', ${T});
      UPDATE messages SET content = CAST(x'66ff67' AS TEXT) WHERE session_id = 'session-08';
      INSERT INTO sessions (id, started_at, source) VALUES (NULL, ${T}, 'cli');
      UPDATE messages_fts_trigram_data SET block = x'00'`);
    expect(await readAll(source())).to.have.lengthOf(161);
  });
});

describe('A lone index', () => {
  /** The statements that are asked at the end, when `count` sessions of a history ten times as long were read, the last with so many rows. */
  async function asked(count: number, lastRows: 0 | 1 = 1): Promise<readonly string[]> {
    const statements: string[] = [];
    const connection: Connection = {
      async all(sql) {
        statements.push(sql);
        return [{ listed: 1, read: 1, misfits: 0 }];
      },
      retry: (reads) => reads(),
      assertOpen() {},
      explain: (error) => expect.fail(String(error)),
      interrupt() {},
      async close() {},
    };
    const checks = createChecks(connection, { secondLook: null, inRange: 'range', misfits: 'misfits' });
    for (let id = 1; id <= count; id++) {
      const isEmpty = id === count && lastRows === 0;
      const seen = isEmpty ? nothingSeen() : { rows: 1, first: id, last: id, ids: id, which: 0, strayed: 0 };
      checks.read({ ...LISTED, id: `s${id}`, told: isEmpty ? '' : `1 ${id} ${id}` }, seen);
    }
    await checks.finish(10 * count);
    return statements;
  }

  const LISTED: ListedSession = {
    id: '',
    fingerprint: '',
    title: null,
    model: null,
    startedAt: T,
    lastActivityAt: null,
    messageCount: 1,
  };

  it('is held against all of the table where it tells of a session without rows: it may have lost them', async () => {
    expect(await asked(3)).to.deep.equal(['range', 'range', 'range']);
    expect(await asked(3, 0)).to.deep.equal(['misfits']);
  });

  it('is held against all of the table at once, where to remember the rows of very many sessions would take too much memory', async () => {
    expect(new Set(await asked(19_999))).to.deep.equal(new Set(['range']));
    expect(await asked(20_000)).to.deep.equal(['misfits']);
    expect(await asked(20_001)).to.deep.equal(['misfits']);
  });
});
