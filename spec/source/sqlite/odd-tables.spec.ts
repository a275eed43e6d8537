import { expect } from 'chai';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { onEachDriver, watched } from '../../support/drivers.js';
import { openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { fingerprints, listAll } from '../../support/read.js';
import { scanned } from '../../support/scanned.js';

const T = 1_790_000_000;

const SESSIONS = ['a', 'b'].map((id, place) => ({
  id,
  title: `Title of ${id}`,
  started_at: T - place,
  messages: Array.from({ length: 3 + place }, (_, index) => ({
    content: `${id}${index}`,
    tool_name: 'patch',
  })),
}));

/** What each does to a history, which counts all the same. */
const ODDITIES: Readonly<Record<string, string>> = {
  'sessions are a view': `
    ALTER TABLE sessions RENAME TO stored; CREATE VIEW sessions AS SELECT * FROM stored`,
  'sessions are a view that has each twice': `
    ALTER TABLE sessions RENAME TO stored;
    CREATE VIEW sessions AS SELECT * FROM stored UNION ALL SELECT * FROM stored`,
  'sessions have no row ids': `
    ALTER TABLE sessions RENAME TO stored;
    CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT, model TEXT, started_at REAL) WITHOUT ROWID;
    INSERT INTO sessions SELECT id, title, model, started_at FROM stored`,
  'a session is there twice': `
    ALTER TABLE sessions RENAME TO stored;
    CREATE TABLE sessions AS SELECT * FROM stored UNION ALL SELECT * FROM stored`,
  'there is no index of messages': `
    DROP INDEX idx_messages_session; DROP INDEX idx_messages_session_id`,
  'messages have no key': `
    ALTER TABLE messages RENAME TO stored;
    CREATE TABLE messages AS SELECT * FROM stored`,
  'ids of sessions have no type': `
    ALTER TABLE messages RENAME TO stored;
    CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id, role, content, tool_calls, tool_name, timestamp, active);
    INSERT INTO messages SELECT id, session_id, role, content, tool_calls, tool_name, timestamp, active FROM stored;
    CREATE INDEX by_session ON messages(session_id)`,
};

onEachDriver('A history of odd tables', (loadDriver) => {
  const home = temporaryHome();
  const source = () => createSqliteSource({ databasePath: home().databasePath, loadDriver });

  async function counted() {
    const { records } = await scanned(source());
    return records.map(({ id, title, contribution }) => ({ id, title, counters: contribution.counters }));
  }

  for (const [what, sql] of Object.entries(ODDITIES)) {
    it(`is counted as any other: ${what}`, async () => {
      await writeHistory(home().databasePath, SESSIONS);
      const expected = await counted();
      expect(expected.map(({ counters: { message_count } }) => message_count)).to.deep.equal([3, 4]);
      const writer = await openWriter(home().databasePath);
      await writer.exec(sql);
      expect(
        (await listAll(source())).map(({ id, messageCount }) => [id, messageCount]).sort(),
      ).to.deep.equal([
        ['a', 3],
        ['b', 4],
      ]);
      expect(await counted()).to.deep.equal(expected);
      const before = await fingerprints(source());
      await writer.append('a', [{ content: 'more' }]);
      const after = await fingerprints(source());
      expect([after.get('a') === before.get('a'), after.get('b') === before.get('b')]).to.deep.equal([
        false,
        true,
      ]);
      await writer.close();
    });
  }

  it('is gone through twice where messages have no index, however many sessions there are', async () => {
    const many = Array.from({ length: 1_200 }, (_, number) => ({
      id: `s${number}`,
      started_at: T + number,
      messages: Array.from({ length: 2 }, () => ({ content: 'x' })),
    }));
    const options = { schema: 'plain', idIndex: false, extraSql: 'DROP INDEX idx_messages_session' } as const;
    await writeHistory(home().databasePath, many, options);
    const statements: string[] = [];
    const watching = watched(loadDriver, { before: async (sql) => void statements.push(sql) });
    const watchedSource = createSqliteSource({ databasePath: home().databasePath, loadDriver: watching });
    const { sessions, messagesScanned } = await scanned(watchedSource);
    expect([sessions, messagesScanned]).to.deep.equal([1_200, 2_400]);
    // Once for the list, once for the ids of their rows; then each row is found by its id.
    const passes = statements.filter((sql) => /FROM messages\b/.test(sql));
    expect(passes).to.have.lengthOf(2);
    expect(statements.filter((sql) => sql.includes('m.rowid = wanted.value'))).to.have.lengthOf(3);
  });

  it('is read where an index has an order that SQLite does not know here', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    const expected = await counted();
    const writer = await openWriter(home().databasePath);
    // No driver of ours can define an order, so an index is made to claim one.
    await writer.exec(`PRAGMA writable_schema = ON;
      INSERT INTO sqlite_master SELECT type, 'strange', tbl_name, rootpage,
        'CREATE INDEX strange ON messages(session_id COLLATE elsewhere)' FROM sqlite_master
        WHERE name = 'idx_messages_session_id';
      DELETE FROM sqlite_master WHERE name = 'idx_messages_session_id'`);
    await writer.close();
    expect(await counted()).to.deep.equal(expected);
  });
});
