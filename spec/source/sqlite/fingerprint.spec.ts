import { expect } from 'chai';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { onEachDriver } from '../../support/drivers.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { fingerprints, listAll } from '../../support/read.js';

const T = 1_790_000_000;

onEachDriver('The fingerprint of a session in SQLite', (loadDriver) => {
  const home = temporaryHome();
  const source = () => createSqliteSource({ databasePath: home().databasePath, loadDriver });
  let writer: HistoryWriter;
  let rows: number[];

  /** The ids of the rows at these places of session `a`. */
  const at = (...places: number[]) => rows.filter((_, place) => places.includes(place));

  beforeEach(async () => {
    const messages = Array.from({ length: 12 }, (_, index) => ({ content: `${index}`, timestamp: T }));
    await writeHistory(home().databasePath, [
      { id: 'other', started_at: T, messages },
      { id: 'a', title: 'Title', model: 'model', started_at: T + 1, messages },
    ]);
    writer = await openWriter(home().databasePath);
    rows = await writer.idsOf('a');
  });

  afterEach(async () => {
    await writer.close();
  });

  const changes: Record<string, () => Promise<unknown>> = {
    'a message was appended': () => writer.append('a', [{ content: 'new', timestamp: T }]),
    'its last messages were undone': () => writer.rewind(at(10, 11)),
    'it was compacted': () => writer.compact('a', at(0, 1, 2), 'summary'),
    'rows were archived without a summary': () =>
      writer.exec(`UPDATE messages SET active = 0, compacted = 1 WHERE id = ${at(3)}`),
    'it was renamed': () => writer.rename('a', 'Another title'),
    'its title was taken away': () => writer.rename('a', null),
    'its model changed': () => writer.changeModel('a', 'another'),
    'its start changed': () => writer.exec(`UPDATE sessions SET started_at = ${T + 2} WHERE id = 'a'`),
    'a message in its middle was deleted': () => writer.deleteMessage(rows[5] ?? 0),
    'its last message was deleted': () => writer.deleteMessage(rows[11] ?? 0),
    'its messages were written anew': async () => {
      await writer.exec(`DELETE FROM messages WHERE session_id = 'a'`);
      await writer.append(
        'a',
        rows.map((_, index) => ({ content: `${index}`, timestamp: T })),
      );
    },
  };

  for (const [what, change] of Object.entries(changes)) {
    it(`changes when ${what}, and no other session’s does`, async () => {
      const before = await fingerprints(source());
      await change();
      const after = await fingerprints(source());
      expect(after.get('a')).to.be.a('string').and.not.equal(before.get('a'));
      expect(after.get('other')).to.equal(before.get('other'));
    });
  }

  it('differs when one message is put back and another one deleted', async () => {
    await writer.deleteMessage(rows[5] ?? 0);
    const before = await fingerprints(source());
    await writer.exec(`INSERT INTO messages (id, session_id, role) VALUES (${at(5)}, 'a', 'user')`);
    await writer.deleteMessage(rows[6] ?? 0);
    expect((await fingerprints(source())).get('a')).to.not.equal(before.get('a'));
  });

  it('differs when its rows get other ids with the same sum', async () => {
    const before = await fingerprints(source());
    await writer.exec(`
      UPDATE messages SET id = id - 1000 WHERE id = ${at(0)}; UPDATE messages SET id = id + 1000 WHERE id = ${at(11)}`);
    expect((await fingerprints(source())).get('a')).to.not.equal(before.get('a'));
  });

  it('differs for different rows undone, equal in number, sum and sum of squares', async () => {
    await writer.rewind(at(1, 5, 6));
    const before = await fingerprints(source());
    await writer.redo(at(1, 5, 6));
    await writer.rewind(at(2, 3, 7));
    expect((await fingerprints(source())).get('a')).to.not.equal(before.get('a'));
  });

  it('is the old one again when everything undone is redone', async () => {
    const before = await fingerprints(source());
    await writer.rewind(at(10, 11));
    await writer.redo(at(10, 11));
    expect(await fingerprints(source())).to.deep.equal(before);
  });

  it('differs when a turn was undone and another one took its place', async () => {
    await writer.rewind(at(11));
    await writer.append('a', [{ content: 'instead', timestamp: T }]);
    const before = await fingerprints(source());
    await writer.rewind([rows[11] ?? 0]);
    await writer.redo(at(11));
    await writer.rewind((await writer.idsOf('a')).slice(-1));
    expect((await fingerprints(source())).get('a')).to.not.equal(before.get('a'));
  });

  it('stays when a column that nobody told us about appears and changes', async () => {
    const before = await fingerprints(source());
    await writer.exec(`
      ALTER TABLE sessions ADD COLUMN mood TEXT; ALTER TABLE messages ADD COLUMN stars INTEGER;
      UPDATE sessions SET mood = 'fine', rewind_count = 3, message_count = 99; UPDATE messages SET stars = 5`);
    expect(await fingerprints(source())).to.deep.equal(before);
  });

  it('stays while a running turn beats its heart', async () => {
    const before = await fingerprints(source());
    await writer.exec(`UPDATE sessions SET last_activity_at = ${T + 60}`);
    expect(await fingerprints(source())).to.deep.equal(before);
  });

  it('stays when Hermes brings an old database up to date', async () => {
    const old = `${home().path}/old.db`;
    const oldSource = createSqliteSource({ databasePath: old });
    await writeHistory(old, [{ id: 'a', started_at: T, messages: [{ content: 'x' }] }], { schema: 'oldest' });
    const before = await fingerprints(oldSource);
    const migration = await openWriter(old);
    await migration.exec(`
      ALTER TABLE sessions ADD COLUMN title TEXT;
      ALTER TABLE sessions ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE messages ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE messages ADD COLUMN compacted INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE messages ADD COLUMN display_identity BLOB;
      ALTER TABLE messages ADD COLUMN display_kind TEXT`);
    await migration.close();
    expect(await fingerprints(oldSource)).to.deep.equal(before);
  });

  it('is gone with its session', async () => {
    await writer.deleteSession('a');
    expect((await listAll(source())).map(({ id }) => id)).to.deep.equal(['other']);
  });

  it('does not fail on ids as large as SQLite allows', async () => {
    await writer.exec(`
      INSERT INTO messages (id, session_id, role, active) VALUES
        (9223372036854775806, 'a', 'user', 0), (9223372036854775807, 'a', 'user', 0)`);
    const before = await fingerprints(source());
    await writer.exec('DELETE FROM messages WHERE id = 9223372036854775806');
    expect((await fingerprints(source())).get('a')).to.not.equal(before.get('a'));
  });
});
