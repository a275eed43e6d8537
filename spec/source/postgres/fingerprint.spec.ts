import { expect } from 'chai';
import { createPostgresSource } from '#src/source/postgres/source.js';
import { type PostgresWriter, type ShapeName, writePostgres } from '../../support/postgres/history.js';
import { postgresServer, withPostgres } from '../../support/postgres/server.js';
import { fingerprints, identityOf, listAll, withReader } from '../../support/read.js';

const T = 1_790_000_000;

withPostgres('The fingerprint of a session in PostgreSQL', () => {
  const server = postgresServer();
  const source = () => createPostgresSource({ url: server().url(), schema: 'hermes' });
  let writer: PostgresWriter;
  let rows: number[];

  /** The ids of the rows at these places of session `a`. */
  const at = (...places: number[]) => rows.filter((_, place) => places.includes(place));

  /** What says that a list is the one that was seen before. */
  const markOf = () => withReader(source(), async (reader) => (await reader.list()).mark);

  async function begin(shape: ShapeName): Promise<void> {
    const messages = Array.from({ length: 12 }, (_, index) => ({
      content: `${index}`,
      timestamp: T + index,
    }));
    writer = await writePostgres(
      server(),
      'hermes',
      [
        { id: 'other', started_at: T, messages },
        { id: 'a', title: 'Title', model: 'model', started_at: T + 1, messages },
      ],
      shape,
    );
    rows = await writer.idsOf('a');
  }

  afterEach(() => writer.close());

  const changes: Record<string, () => Promise<unknown>> = {
    'a message was appended': () => writer.append('a', [{ content: 'new', timestamp: T }]),
    'its last messages were undone': () => writer.rewind(at(10, 11)),
    'it was compacted': () => writer.compact('a', at(0, 1, 2), 'summary'),
    'it was renamed': () => writer.rename('a', 'Another title'),
    'its title was taken away': () => writer.rename('a', null),
    'the end of its long title changed': () => writer.rename('a', `${'x'.repeat(5_000)}!`),
    'its model changed': () => writer.changeModel('a', 'another'),
    'its start changed': () =>
      writer.exec(
        `UPDATE sessions SET started_at = (SELECT started_at FROM sessions WHERE id = 'other') WHERE id = 'a'`,
      ),
    'a message in its middle was deleted': () => writer.deleteMessage(rows[5] ?? 0),
    'its messages were written anew': async () => {
      await writer.exec(`DELETE FROM messages WHERE session_id = 'a'`);
      await writer.append(
        'a',
        rows.map((_, index) => ({ content: `${index}`, timestamp: T })),
      );
    },
    'a transaction that began long ago was committed late': async () => {
      await writer.exec(`BEGIN; INSERT INTO messages (id, session_id, role) VALUES (500, 'a', 'user')`);
      await writer.exec('COMMIT');
    },
  };

  for (const shape of ['full', 'varchar', 'counting', 'timestamptz', 'odd', 'plain'] satisfies ShapeName[]) {
    const knowsActive = shape !== 'plain';
    for (const [what, change] of Object.entries(changes)) {
      if (!knowsActive && /undone|compacted/.test(what)) continue;
      it(`changes when ${what}, and no other session’s does (${shape})`, async () => {
        await begin(shape);
        if (what.includes('long title')) await writer.rename('a', `${'x'.repeat(5_000)}?`);
        const before = await fingerprints(source());
        await change();
        const after = await fingerprints(source());
        expect(after.get('a')).to.be.a('string').and.not.equal(before.get('a'));
        expect(after.get('other')).to.equal(before.get('other'));
      });
    }

    if (!knowsActive) continue;

    it(`differs for different rows undone, equal in number, and their ids and times in sum (${shape})`, async () => {
      await begin(shape);
      await writer.rewind(at(1, 5, 6));
      const [before, markBefore] = [await fingerprints(source()), await markOf()];
      expect(await markOf()).to.equal(markBefore);
      await writer.redo(at(1, 5, 6));
      await writer.rewind(at(2, 3, 7));
      expect((await fingerprints(source())).get('a')).to.not.equal(before.get('a'));
      // Else nobody would look.
      expect(await markOf()).to.not.equal(markBefore);
    });

    it(`is the old one again when everything undone is redone, and whatever beats its heart (${shape})`, async () => {
      await begin(shape);
      const before = await fingerprints(source());
      await writer.rewind(at(10, 11));
      await writer.redo(at(10, 11));
      await writer.exec(`UPDATE sessions SET last_activity_at = started_at`);
      expect(await fingerprints(source())).to.deep.equal(before);
    });
  }

  it('is the same whichever index there is', async () => {
    await begin('full');
    await writer.rewind(at(3));
    const before = await fingerprints(source());
    await writer.exec('DROP INDEX messages_session_id_id_idx');
    expect(await fingerprints(source())).to.deep.equal(before);
  });

  it('holds for ids as large as there are', async () => {
    await begin('full');
    await writer.exec(`
      INSERT INTO messages (id, session_id, role, active) VALUES
        (9223372036854775806, 'a', 'user', 0), (9223372036854775807, 'a', 'user', 0)`);
    const before = await fingerprints(source());
    await writer.exec('DELETE FROM messages WHERE id = 9223372036854775806');
    expect((await fingerprints(source())).get('a')).to.not.equal(before.get('a'));
  });

  describe('where the history keeps count of its changes', () => {
    const look = (seen?: string) =>
      withReader(source(), async (reader) => {
        const { mark, sessions } = await reader.list(seen);
        return { mark, length: [...sessions].length };
      });

    beforeEach(() => begin('counting'));

    it('no session is looked at until something changes', async () => {
      const { mark, length } = await look();
      expect(length).to.equal(2);
      expect(await look(mark)).to.deep.equal({ mark, length: 0 });
      await writer.append('a', [{ content: 'new' }]);
      const after = await look(mark);
      expect(after.length).to.equal(2);
      expect(after.mark).to.not.equal(mark);
      expect(await look(after.mark)).to.deep.equal({ mark: after.mark, length: 0 });
    });

    it('another number is believed no more than another history that came to the same one', async () => {
      const { mark } = await look();
      await writer.exec('UPDATE state_change_revision SET revision = revision');
      expect((await look(mark)).length).to.equal(2);
    });

    it('and where it is a view, which tells of no transaction, sessions are', async () => {
      await writer.exec(`ALTER TABLE state_change_revision RENAME TO counted;
        CREATE VIEW state_change_revision AS SELECT * FROM counted`);
      const { mark } = await look();
      expect((await look(mark)).length).to.equal(2);
    });

    it('and where it may not be read, sessions are', async () => {
      await writer.exec(`DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA hermes TO reader;
        GRANT SELECT ON sessions, messages TO reader`);
      const other = createPostgresSource({ url: server().url('postgres', 'reader'), schema: 'hermes' });
      expect(await listAll(other)).to.have.length(2);
    });
  });

  it('is of one history, whatever its address', async () => {
    await begin('full');
    const alias = server().url().replace('127.0.0.1', 'localhost');
    const there = createPostgresSource({ url: alias, schema: 'hermes' });
    expect(await identityOf(there)).to.equal(await identityOf(source()));
    expect(await fingerprints(there)).to.deep.equal(await fingerprints(source()));
  });
});
