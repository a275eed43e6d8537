import { expect } from 'chai';
import { createPostgresSource } from '#src/source/postgres/source.js';
import {
  openPostgresWriter,
  type PostgresWriter,
  type ShapeName,
  writePostgres,
} from '../../support/postgres/history.js';
import { line } from '../../support/postgres/network.js';
import { postgresServer, quiet, startStandby, withPostgres } from '../../support/postgres/server.js';
import { listAll, readAll, withReader } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';
import { itIsASessionSource } from '../source-contract.js';

const T = 1_790_000_000;

withPostgres('The PostgreSQL source', () => {
  const server = postgresServer();
  let writer: PostgresWriter | undefined;

  afterEach(async () => {
    await writer?.close();
    writer = undefined;
  });

  const source = (more: { profile?: string; limits?: { lockMs: number } } = {}) =>
    createPostgresSource({ url: server().url(), schema: 'hermes', ...more });
  const write: typeof writePostgres = async (...how) => {
    writer = await writePostgres(...how);
    return writer;
  };

  for (const shape of ['full', 'counting', 'varchar', 'odd'] satisfies ShapeName[]) {
    describe(`on tables of the shape ${shape}`, () => {
      itIsASessionSource(
        async (sessions) => ({ source: source(), ...(await write(server(), 'hermes', sessions, shape)) }),
        { nulInIds: false },
      );
    });
  }

  it('lists neither archived nor hidden sessions', async () => {
    const flags = [{}, { archived: 1 }, { hidden: 1 }, { archived: 0, hidden: 0 }];
    const sessions = flags.map((flag, index) => ({
      id: `${index}`,
      started_at: T - index,
      messages: [],
      ...flag,
    }));
    await write(server(), 'hermes', sessions);
    expect((await listAll(source())).map(({ id }) => id)).to.deep.equal(['0', '3']);
  });

  it('tells starts as they are stored, by which the order goes; NaN is none', async () => {
    const { exec } = await write(server(), 'hermes', [
      { id: 'b', started_at: T, messages: [] },
      { id: '\u{1f600}', started_at: T + 0.123456, messages: [] },
      { id: 'never', started_at: null, messages: [] },
    ]);
    await exec(`INSERT INTO sessions (id, source, started_at) VALUES
      ('later', '', 'Infinity'), ('nan', '', 'NaN'), ('before', '', '-Infinity')`);
    const starts = (await listAll(source())).map(({ id, storedStart }) => [id, storedStart]);
    expect(Object.fromEntries(starts)).to.deep.equal({
      later: Number.POSITIVE_INFINITY,
      b: T,
      '\u{1f600}': T + 0.123456,
      before: Number.NEGATIVE_INFINITY,
      nan: null,
      never: null,
    });
  });

  it('counts what was compacted once, and what was undone not at all', async () => {
    const identity = Buffer.from([7, 0, 255]);
    const archived = { active: 0, compacted: 1 };
    await write(server(), 'hermes', [
      {
        id: 'a',
        started_at: T,
        messages: [
          { content: 'archived', ...archived },
          { content: 'undone', active: 0 },
          { content: 'first of two', ...archived, display_identity: identity },
          { content: 'second of two', ...archived, display_identity: identity },
          { content: 'replaced', ...archived, display_identity: Buffer.from('x') },
          { content: 'stands', display_identity: Buffer.from('x') },
          { content: 'hidden', display_kind: 'hidden' },
        ],
      },
    ]);
    expect((await readAll(source())).map(({ content }) => content)).to.deep.equal([
      'archived',
      'first of two',
      'stands',
      'hidden',
    ]);
  });

  it('tells rows apart whose ids are larger than the numbers of JavaScript', async () => {
    const { exec } = await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: [] }]);
    const last = 2n ** 63n - 1n;
    const lengths = [3_000_000, 10, 20_000, 20_001, 3_000_001];
    for (const [back, length] of lengths.entries())
      await exec(`INSERT INTO messages (id, session_id, role, content, tool_calls, timestamp, active, compacted, display_identity)
        VALUES (${last - BigInt(back)}, 'a', 'user', repeat('${back}', ${length}), repeat(' ', ${length}) || '[]', ${T}, 0, 1,
          ${back === 1 || back === 2 ? "'\\x01'" : 'NULL'})`);
    const read = await readAll(source());
    // Of two with one identity the older one stands.
    expect(read.map(({ content }) => [content?.length, content?.[0]])).to.deep.equal(
      [4, 3, 2, 0].map((back) => [lengths[back], `${back}`]),
    );
    expect(read.map(({ toolCalls }) => toolCalls?.length)).to.deep.equal(
      [4, 3, 2, 0].map((back) => (lengths[back] ?? 0) + 2),
    );
  });

  it('restores what a text of PostgreSQL cannot hold', async () => {
    const { exec } = await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: [] }]);
    const stored: readonly (readonly [string, string])[] = [
      ['\x01json:[{"type": "text"}]', '\0json:[{"type": "text"}]'],
      ['\x01json:"a\\u0000b"', 'a\0b'],
      ['\x01json:"\\u0001json:[1]"', '\x01json:[1]'],
      ['\x01json:"\\u0000json:[1]"', '\0json:[1]'],
      ['\x01json:"\\u0001bytes:AAE="', '\x01bytes:AAE='],
      ['\x01json:"nothing odd"', '\0json:"nothing odd"'],
      ['\x01json:"cut off', '\0json:"cut off'],
      ['\x01bytes:aGVsbG8A', 'hello\0'],
      ['\x01bytes:no base64!', '\x01bytes:no base64!'],
      ['\x01other', '\x01other'],
      ['plain', 'plain'],
      [`\x01json:"${'é'.repeat(1_500_000)}\\u0000"`, `${'é'.repeat(1_500_000)}\0`],
      [`\x01json:["${'é'.repeat(1_500_000)}"]`, `\0json:["${'é'.repeat(1_500_000)}"]`],
    ];
    for (const [text] of stored)
      await exec(`INSERT INTO messages (session_id, role, content) VALUES ('a', 'user', '${text}')`);
    const contents = (await readAll(source())).map(({ content }) => content);
    for (const [index, [, expected]] of stored.entries())
      expect(contents[index] === expected, `${index}: ${contents[index]?.slice(0, 40)}`).to.equal(true);
  });

  it('holds never more than a slice of a content of 20 MB, as bytes', async () => {
    const { exec } = await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: [] }]);
    await exec(`INSERT INTO messages (session_id, role, content)
      SELECT 'a', 'user', mark || repeat('0123456789', 2000000) FROM unnest(ARRAY['', E'\\x01json:["']) AS mark`);
    let [bytes, longest, slices] = [0, 0, 0];
    const count = (slice: unknown) => {
      expect(slice).to.be.instanceOf(Uint8Array);
      const length = slice instanceof Uint8Array ? slice.length : 0;
      [bytes, longest, slices] = [bytes + length, Math.max(longest, length), slices + 1];
    };
    await withReader(source(), async (reader) => {
      for await (const page of reader.messages((await reader.list()).sessions)) {
        for (const { content } of page) {
          if (content === null || typeof content === 'string' || content instanceof Uint8Array)
            count(content);
          else for await (const slice of content) count(slice);
        }
      }
    });
    expect(bytes).to.equal(40_000_008);
    expect(longest).to.be.below(1_100_000);
    expect(slices).to.be.above(38);
  });

  it('holds one long text of tool calls at a time, and asks for it in parts', async () => {
    const { exec, sql } = await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: [] }]);
    await exec(`INSERT INTO messages (session_id, role, tool_calls)
      SELECT 'a', 'user', repeat(character, 5000000) FROM unnest(ARRAY['é', '日']) AS character`);
    let asked = 0;
    const between = await line(server(), (said) => {
      asked += said.split('tool_calls::text) AS bytes').length - 1;
      return true;
    });
    const url = `postgres://postgres@127.0.0.1:${between.port}/postgres`;
    await withReader(createPostgresSource({ url, schema: 'hermes' }), async (reader) => {
      const found: [asked: number, length: number][] = [];
      for await (const page of reader.messages((await reader.list()).sessions)) {
        for (let pause = 0; pause < 20; pause++) await sql`SELECT 1`;
        for (const { toolCalls } of page) if (toolCalls !== null) found.push([asked, toolCalls.length]);
      }
      expect(found).to.deep.equal([
        [2, 10_000_000],
        [4, 15_000_000],
      ]);
    });
    await between.close();
  });

  it('reads a long content that is being deleted, as far as it comes', async () => {
    const { exec } = await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: [] }]);
    await exec(
      `INSERT INTO messages (session_id, role, content) VALUES ('a', 'user', repeat('é', 10000000))`,
    );
    await withReader(source(), async (reader) => {
      let bytes = 0;
      for await (const page of reader.messages((await reader.list()).sessions)) {
        for (const { content } of page) {
          await exec('DELETE FROM messages');
          if (content === null || typeof content === 'string' || content instanceof Uint8Array) continue;
          for await (const slice of content) bytes += slice.length;
        }
      }
      expect(bytes).to.equal(0);
    });
  });

  it('reads from a schema of any name, also what is called oddly in it', async () => {
    const schema = "it's $1 \\ of";
    const id = `$1 "it's" \\' {a,b} \\\\ 🐚`;
    const messages = [{ content: 'x'.repeat(30_000) }];
    await write(server(), schema, [{ id, started_at: T, model: 'm'.repeat(2_000), messages }]);
    const there = createPostgresSource({ url: server().url(), schema });
    expect((await readAll(there)).map(({ content }) => content?.length)).to.deep.equal([30_000]);
  });

  it('reads one profile of a schema that holds several; the default one has no name', async () => {
    const { exec } = await write(
      server(),
      'hermes',
      ['none', 'work', 'play'].map((id, index) => ({
        id,
        started_at: T - index,
        messages: [{ content: `of ${id}` }],
      })),
    );
    await exec(`UPDATE sessions SET profile_name = id WHERE id <> 'none'`);
    const contents = async (profile?: string) =>
      (await readAll(source(profile === undefined ? {} : { profile }))).map(({ content }) => content);
    expect(await contents()).to.have.members(['of none', 'of work', 'of play']);
    expect(await contents('work')).to.deep.equal(['of work']);
    expect(await contents('default')).to.deep.equal(['of none']);
    expect(await contents("it's")).to.deep.equal([]);
    await exec(`UPDATE sessions SET profile_name = E'a\\\\''b' WHERE id = 'play'`);
    expect(await contents("a\\'b")).to.deep.equal(['of play']);
  });

  it('may be let to the columns that it needs alone, and does without others of any name', async () => {
    const identity = Buffer.from('x');
    const { exec } = await write(server(), 'hermes', [
      {
        id: 'a',
        started_at: T,
        messages: [
          { content: 'x'.repeat(9_000), active: 0, compacted: 1 },
          { content: 'replaced', active: 0, compacted: 1, display_identity: identity },
          { content: 'y'.repeat(3_000_000), display_identity: identity },
        ],
      },
    ]);
    await exec(`DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA hermes TO reader;
      ALTER TABLE messages ADD asked text DEFAULT 'n', ADD place text, ADD m text, ADD wanted text, ADD long text, ADD at text;
      GRANT SELECT (id, session_id, role, content, tool_calls, tool_name, timestamp, active, compacted, display_kind,
        display_identity) ON messages TO reader;
      GRANT SELECT (id, title, model, started_at, last_activity_at, archived, hidden) ON sessions TO reader`);
    const guest = createPostgresSource({ url: server().url('postgres', 'reader'), schema: 'hermes' });
    expect((await readAll(guest)).map(({ content }) => content?.length)).to.deep.equal([9_000, 3_000_000]);
  });

  it('says so where profiles are asked for and the tables know of none', async () => {
    await write(server(), 'hermes', [], 'plain');
    const error = await rejection(source({ profile: 'work' }).open(), 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA');
    expect(error.message).to.include('databaseProfile');
  });

  it('reads with a role that may only select, and leaves nothing behind', async () => {
    const { exec } = await write(server(), 'hermes', [
      { id: 'a', started_at: T, messages: [{ content: 'x' }] },
    ]);
    await exec(`DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA hermes TO reader;
      GRANT SELECT ON sessions, messages TO reader; ALTER ROLE reader SET default_transaction_read_only = on`);
    const sql = quiet(server().url());
    const everything = () =>
      sql`SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_namespace)`;
    const before = JSON.stringify(await everything());
    const guest = createPostgresSource({ url: server().url('postgres', 'reader'), schema: 'hermes' });
    expect((await readAll(guest)).map(({ content }) => content)).to.deep.equal(['x']);
    expect(JSON.stringify(await everything())).to.equal(before);
    const left =
      await sql`SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'hermes-achievements-router'`;
    expect(left[0]).to.deep.equal({ open: 0 });
    await sql.end();
  });

  it('holds one connection, and no transaction between two pages', async () => {
    const contents = Array.from({ length: 5_000 }, (_, index) => ({ content: `${index}` }));
    await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: contents }]);
    const sql = quiet(server().url());
    await withReader(source(), async (reader) => {
      const pages = reader.messages((await reader.list()).sessions)[Symbol.asyncIterator]();
      await pages.next();
      // What is read ahead comes to its end, and nothing is asked for then.
      for (;;) {
        const states = await sql`SELECT state FROM pg_stat_activity
          WHERE application_name = 'hermes-achievements-router'`;
        expect(states).to.have.length(1);
        const [{ state } = { state: '' }] = states;
        if (state === 'idle') break;
      }
      await pages.return?.();
    });
    await sql.end();
  });

  it('reads from a hot standby', async () => {
    await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: [{ content: 'x' }] }]);
    const standby = await startStandby(server());
    try {
      const there = createPostgresSource({ url: standby.url(), schema: 'hermes' });
      expect((await readAll(there)).map(({ content }) => content)).to.deep.equal(['x']);
    } finally {
      await standby.remove();
    }
  });

  it('reads from a database of another encoding', async () => {
    const sql = quiet(server().url());
    await sql.unsafe(`DROP DATABASE IF EXISTS latin`);
    await sql.unsafe(
      `CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc TEMPLATE template0`,
    );
    await sql.end();
    const other = await openPostgresWriter(server().url('latin'), 'public');
    const texts = ['é', 'plain', 'ü'.repeat(3_000), `${'ß'.repeat(1_300_000)}!`];
    await other.exec(`CREATE TABLE sessions (id text, started_at float8);
      CREATE TABLE messages (id bigint, session_id text, role text, content text);
      INSERT INTO sessions VALUES ('é', ${T})`);
    for (const [id, text] of texts.entries())
      await other.exec(`INSERT INTO messages VALUES (${id + 1}, 'é', 'user', '${text}')`);
    await other.close();
    const there = createPostgresSource({ url: server().url('latin'), schema: 'public' });
    const contents = (await readAll(there)).map(({ content }) => content);
    expect(contents.every((content, index) => content === texts[index])).to.equal(true);
  });

  it('ends at once when interrupted in the middle of a statement, on the server as well', async () => {
    await write(server(), 'hermes', [{ id: 'a', started_at: T, messages: [] }]);
    const [blocker, watcher] = [quiet(server().url()), quiet(server().url())];
    await withReader(source({ limits: { lockMs: 60_000 } }), async (reader) => {
      await blocker.unsafe('BEGIN; LOCK TABLE hermes.messages IN ACCESS EXCLUSIVE MODE').simple();
      const listing = rejection(reader.list(), 'ERR_ACHIEVEMENTS_CLOSED');
      const waiting = () =>
        watcher`SELECT pid FROM pg_stat_activity
          WHERE application_name = 'hermes-achievements-router' AND wait_event_type = 'Lock'`;
      while ((await waiting()).length === 0);
      reader.interrupt();
      await listing;
      while ((await waiting()).length > 0);
      await blocker.unsafe('ROLLBACK');
    });
    await Promise.all([blocker.end(), watcher.end()]);
  });
});
