import { expect } from 'chai';
import { LIST_GROUPS } from '#src/source/sqlite/list-statements.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import type { LoadDriver } from '#src/sqlite/load-driver.js';
import type { Message } from '#src/types.js';
import { onEachDriver, watched } from '../../support/drivers.js';
import {
  type HistoryMessage,
  type HistoryOptions,
  type HistoryWriter,
  openWriter,
  writeHistory,
} from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { fingerprints, identityOf, listAll, readAll, withReader } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';
import { scanned } from '../../support/scanned.js';
import { itIsASessionSource } from '../source-contract.js';

const T = 1_790_000_000;

/** The megabytes of each piece that a content comes in. */
async function slicesOf(content: Message['content']): Promise<number[]> {
  if (content === null || typeof content === 'string') throw new Error('bytes were expected');
  const sizes: number[] = [];
  if (content instanceof Uint8Array) sizes.push(content.length);
  else for await (const slice of content) sizes.push(slice.length);
  return sizes.map((size) => size / 2 ** 20);
}

onEachDriver('The SQLite source', (loadDriver) => {
  const home = temporaryHome();
  const source = () => createSqliteSource({ databasePath: home().databasePath, loadDriver });

  for (const options of [{ schema: 'full' }, { schema: 'full', idIndex: false }] satisfies HistoryOptions[]) {
    describe(`on the full schema ${'idIndex' in options ? 'with the older indexes' : 'with all indexes'}`, () => {
      let writer: HistoryWriter | undefined;

      afterEach(async () => {
        await writer?.close();
        writer = undefined;
      });

      itIsASessionSource(async (sessions) => {
        await writeHistory(home().databasePath, sessions, options);
        writer = await openWriter(home().databasePath);
        return { source: source(), ...writer };
      });
    });
  }

  for (const schema of ['oldest', 'plain', 'full'] as const) {
    for (const idIndex of [true, false]) {
      it(`reads the ${schema} schema ${idIndex ? 'with' : 'without'} the newer index`, async () => {
        const messages = [
          { content: 'x', tool_calls: [{ name: 'é' }] },
          { role: 'tool', tool_name: 'patch' },
        ];
        const session = {
          id: 'a',
          title: 'Named',
          model: 'm',
          started_at: T,
          last_activity_at: T + 5,
          messages,
        };
        await writeHistory(home().databasePath, [session], { schema, idIndex });
        const [listed] = await listAll(source());
        expect(listed).to.include({
          id: 'a',
          title: schema === 'oldest' ? null : 'Named',
          model: 'm',
          startedAt: T,
          lastActivityAt: schema === 'full' ? T + 5 : null,
          messageCount: 2,
        });
        const common = { sessionId: 'a', hidden: false };
        expect(await readAll(source())).to.deep.equal([
          {
            ...common,
            id: 1,
            role: 'user',
            content: 'x',
            toolCalls: '[{"name": "\\u00e9"}]',
            toolName: null,
            timestamp: T,
          },
          {
            ...common,
            id: 2,
            role: 'tool',
            content: null,
            toolCalls: null,
            toolName: 'patch',
            timestamp: T + 1,
          },
        ]);
      });
    }
  }

  it('does without every column that it can do without, however the others are written', async () => {
    const writer = await openWriter(home().databasePath);
    await writer.exec(`
      CREATE TABLE sessions (ID TEXT, Started_At REAL);
      CREATE TABLE messages (ID INTEGER PRIMARY KEY, Session_Id TEXT, Role TEXT, CONTENT TEXT, TimeStamp REAL);
      INSERT INTO sessions VALUES ('a', ${T}), (NULL, ${T});
      INSERT INTO messages VALUES (1, 'a', 'user', 'x', ${T})`);
    await writer.close();
    expect(await readAll(source())).to.deep.equal([
      {
        sessionId: 'a',
        id: 1,
        role: 'user',
        content: 'x',
        toolCalls: null,
        toolName: null,
        timestamp: T,
        hidden: false,
      },
    ]);
  });

  it('lists neither archived nor hidden sessions', async () => {
    const flags = [
      {},
      { archived: 1 },
      { hidden: 1 },
      { archived: 1, hidden: 1 },
      { archived: 0, hidden: 0 },
    ];
    const sessions = flags.map((flag, index) => ({
      id: `${index}`,
      started_at: T - index,
      messages: [],
      ...flag,
    }));
    await writeHistory(home().databasePath, sessions);
    expect((await listAll(source())).map(({ id }) => id)).to.deep.equal(['0', '4']);
  });

  it('sees what stands in the log only', async () => {
    await writeHistory(home().databasePath, []);
    const writer = await openWriter(home().databasePath);
    await writer.addSession({ id: 'a', started_at: T, messages: [{ content: 'x' }] });
    expect((await readAll(source())).map(({ content }) => content)).to.deep.equal(['x']);
    await writer.close();
  });

  it('tells of the messages as they were at one moment, whatever is written meanwhile', async () => {
    const ids = Array.from({ length: LIST_GROUPS + 1 }, (_, number) => String(number).padStart(6, '0'));
    const last = ids.at(-1) ?? '';
    await writeHistory(
      home().databasePath,
      ids.map((id) => ({ id, started_at: T, messages: [{ content: 'x' }] })),
    );
    const writer = await openWriter(home().databasePath);
    let pages = 0;
    const load = watched(loadDriver, {
      before: async (sql) => {
        if (!sql.includes('GROUP BY session_id')) return;
        pages += 1;
        if (pages === 2) await writer.append(last, [{ content: 'y' }]);
      },
    });
    const listed = await listAll(createSqliteSource({ databasePath: home().databasePath, loadDriver: load }));
    expect(pages).to.equal(2);
    expect(listed.find(({ id }) => id === last)?.messageCount).to.equal(1);
    expect((await listAll(source())).find(({ id }) => id === last)?.messageCount).to.equal(2);
    await writer.close();
  });

  it('is closed when nothing of it is open any more', async () => {
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages: [] }]);
    let opened = 0;
    let letGo = () => {};
    const slow = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const slowly: LoadDriver = async () => {
      const driver = await loadDriver();
      return {
        ...driver,
        async open(...how) {
          const database = await driver.open(...how);
          const isLast = ++opened === (driver.isThreaded ? 2 : 1);
          return {
            ...database,
            async close() {
              if (isLast) await slow;
              await database.close();
            },
          };
        },
      };
    };
    const reader = await createSqliteSource({
      databasePath: home().databasePath,
      loadDriver: slowly,
    }).open();
    let isClosed = false;
    const closed = reader.close().then(() => {
      isClosed = true;
    });
    await loadDriver().then(async (driver) => (await driver.open(home().databasePath, 'read', 0)).close());
    expect(isClosed).to.equal(false);
    letGo();
    await closed;
  });

  it('leaves nothing open when the opening fails', async () => {
    await writeHistory(home().databasePath, [], { extraSql: 'DROP TABLE messages' });
    let closed = 0;
    const load = watched(loadDriver, {
      onClose: () => {
        closed += 1;
      },
    });
    const failing = createSqliteSource({ databasePath: home().databasePath, loadDriver: load });
    await rejection(failing.open(), 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA');
    expect(closed).to.equal(1);
  });

  it('is of another identity when the oldest session begins at another time', async () => {
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages: [] }]);
    const before = await identityOf(source());
    const writer = await openWriter(home().databasePath);
    await writer.exec(`UPDATE sessions SET started_at = ${T + 1}`);
    await writer.close();
    expect(await identityOf(source())).to.not.equal(before);
  });

  it('holds no more than some megabytes of text at once, and large contents in slices', async () => {
    const sizes = [9, 1, 3, 1, 1, 1, 9, 1, 1].map((megabytes) => megabytes << 20);
    const messages = sizes.map((size) => ({ content: 'x'.repeat(size) }));
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages }]);
    await withReader(source(), async (reader) => {
      const pages: number[][][] = [];
      for await (const page of reader.messages((await reader.list()).sessions)) {
        pages.push(await Promise.all(page.map(({ content }) => slicesOf(content))));
      }
      const nine = [1.125, 1.125, 1.125, 1.125, 1.125, 1.125, 1.125, 1.125];
      expect(pages).to.deep.equal([
        [nine, [1], [1, 1, 1], [1], [1], [1], nine],
        [[1], [1]],
      ]);
    });
  });

  it('leaves out a message that was deleted while it was fetched', async () => {
    const messages = ['a', 'b', 'c'].map((letter) => ({ content: letter.repeat(5_000) }));
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages }]);
    const writer = await openWriter(home().databasePath);
    const load = watched(loadDriver, {
      before: async (sql) => {
        if (sql.includes('AS content,')) await writer.deleteMessage(2);
      },
    });
    const read = await readAll(createSqliteSource({ databasePath: home().databasePath, loadDriver: load }));
    expect(read.map(({ content }) => content?.[0])).to.deep.equal(['a', 'c']);
    await writer.close();
  });

  it('writes nothing', async () => {
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages: [] }]);
    const writer = await openWriter(home().databasePath);
    const version = async () => await writer.query('PRAGMA data_version');
    const before = await version();
    await readAll(source());
    expect(await version()).to.deep.equal(before);
    await writer.close();
  });

  describe('names of any length', () => {
    const long = 'é'.repeat(1_000_000);
    const write = (title: string, model: string) =>
      writeHistory(home().databasePath, [
        { id: 'a', title, model, started_at: T, messages: [{ tool_name: `${long}tool`, content: 'x' }] },
        { id: 'b', title: 'short', model: 'é'.repeat(201), started_at: T, messages: [] },
      ]);

    it('are listed by their beginning, and known by the whole', async () => {
      await write(`${long}title`, `${long}model`);
      const before = await fingerprints(source());
      const a = (await listAll(source())).find(({ id }) => id === 'a');
      expect(a).to.include({ title: 'é'.repeat(200), model: 'é'.repeat(200), modelIsCut: true });
      const writer = await openWriter(home().databasePath);
      await writer.rename('a', `${long}other`);
      const renamed = await fingerprints(source());
      await writer.changeModel('a', `${long}other`);
      const changed = await fingerprints(source());
      await writer.close();
      expect(new Set([before, renamed, changed].map((all) => all.get('a'))).size).to.equal(3);
      expect(new Set([before, renamed, changed].map((all) => all.get('b'))).size).to.equal(1);
    });

    it('count by the whole: tools, models, providers', async () => {
      await write('title', `openai/${long}`);
      const { records } = await scanned(source());
      const [a, b] = ['a', 'b'].map((wanted) => records.find(({ id }) => id === wanted));
      expect(a?.model).to.equal(`openai/${'é'.repeat(193)}`);
      expect(a?.long).to.deep.include({ provider: 'openai', local: false });
      expect(a?.contribution.toolNames).to.have.lengthOf(1);
      expect(a?.contribution.toolNames[0]).to.match(/^é{200}…[a-z0-9]{14}$/);
      expect(a?.contribution.counters).to.include({ distinct_tool_count: 1, tool_call_count: 1 });
      expect(b?.model).to.equal('é'.repeat(200));
      expect(b?.long?.provider).to.match(/^é{200}…/);
    });
  });

  it('tells the start as it is stored, however odd', async () => {
    const blob = Buffer.from('bytes');
    const starts = [
      T + 0.1234567,
      9e9,
      -1.5,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      'yesterday',
      '',
      null,
      blob,
    ];
    const sessions = starts.map((started_at, index) => ({ id: `${index}`, started_at, messages: [] }));
    await writeHistory(home().databasePath, sessions);
    const listed = new Map((await listAll(source())).map((session) => [session.id, session]));
    expect(starts.map((_, index) => listed.get(`${index}`)?.storedStart)).to.deep.equal(
      starts.map((start) => (Buffer.isBuffer(start) ? null : start)),
    );
  });

  describe('values of other types', () => {
    const blob = Buffer.from('bytes');

    it('are read as their text', async () => {
      const message = { role: blob, content: blob, tool_calls: blob, tool_name: blob };
      const session = { id: 'a', title: blob, model: blob, started_at: T, messages: [message] };
      await writeHistory(home().databasePath, [session]);
      expect((await listAll(source()))[0]).to.include({ title: 'bytes', model: 'bytes' });
      expect((await readAll(source()))[0]).to.include({
        role: 'bytes',
        content: 'bytes',
        toolCalls: 'bytes',
        toolName: 'bytes',
      });
    });

    it('do not pass for the length of a large body', async () => {
      const extraSql = `
        DROP TABLE messages;
        CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, role TEXT, content, tool_calls)`;
      const messages = [{ content: 20_000, tool_calls: 1.5 }, { content: Buffer.alloc(20_000, 'x') }];
      await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages }], {
        idIndex: false,
        extraSql,
      });
      const [number, large] = await readAll(source());
      expect(number).to.include({ content: '20000', toolCalls: '1.5' });
      expect(large?.content).to.equal('x'.repeat(20_000));
    });

    it('are damage where a time was expected', async () => {
      const times = ['yesterday', blob, Number.POSITIVE_INFINITY, null, `${T}`];
      const session = (started_at: (typeof times)[number], index: number) => ({
        id: `${index}`,
        started_at,
        messages: [],
      });
      const messages = times.map((timestamp) => ({ content: 'x', timestamp }));
      await writeHistory(home().databasePath, [...times.map(session), { id: 'm', started_at: T, messages }]);
      const starts = new Map((await listAll(source())).map(({ id, startedAt }) => [id, startedAt]));
      expect(times.map((_, index) => starts.get(`${index}`))).to.deep.equal([null, null, null, null, T]);
      expect((await readAll(source())).map(({ timestamp }) => timestamp)).to.deep.equal([
        null,
        null,
        null,
        null,
        T,
      ]);
    });
  });

  describe('rows that count', () => {
    const ids = async () => {
      const read = new Map<string, string[]>();
      for (const { sessionId, content } of await readAll(source())) {
        read.set(sessionId, [...(read.get(sessionId) ?? []), content ?? '']);
      }
      return read;
    };
    const named = (rows: readonly HistoryMessage[]) =>
      rows.map((row, index) => ({ ...row, content: `${index}` }));

    /** The rule, word for word. */
    function counted(rows: readonly HistoryMessage[]): string[] {
      const taken = new Set(
        rows.filter(({ active }) => active === 1).map(({ display_identity }) => display_identity),
      );
      return rows.flatMap(({ active, compacted, display_identity }, index) => {
        if (active === 1) return [`${index}`];
        if (compacted !== 1) return [];
        if (display_identity === null) return [`${index}`];
        if (taken.has(display_identity)) return [];
        taken.add(display_identity);
        return [`${index}`];
      });
    }

    const flags = [1, 0];
    const identities = [null, 'p', 'q'];
    const states = flags.flatMap((active) =>
      flags.flatMap((compacted) =>
        identities.map((display_identity) => ({ active, compacted, display_identity })),
      ),
    );
    const triples = states.flatMap((a) => states.flatMap((b) => states.map((c) => [a, b, c])));

    it('are right for all triples of row states', async () => {
      const sessions = triples.map((rows, index) => ({
        id: `${index}`,
        started_at: T - index,
        messages: named(rows),
      }));
      await writeHistory(home().databasePath, sessions);
      const read = await ids();
      for (const [index, rows] of triples.entries()) {
        expect(read.get(`${index}`) ?? [], JSON.stringify(rows)).to.deep.equal(counted(rows));
      }
    });

    it('are right in a session of many pages, where one row stands for rows pages away', async () => {
      const rows = Array.from({ length: 5_000 }, (_, index) => ({
        active: index % 3 === 0 ? 1 : 0,
        compacted: index % 3 === 1 ? 1 : 0,
        display_identity: index % 7 === 0 ? null : `${index % 2_503}`,
      }));
      await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages: named(rows) }]);
      const read = (await ids()).get('a');
      expect(read).to.deep.equal(counted(rows));
      expect(read?.length).to.be.within(2_000, 3_200);
    });

    it('are right whatever order ids and times have', async () => {
      const rows = [
        { active: 0, compacted: 1, display_identity: 'p', timestamp: T + 9 },
        { active: 0, compacted: 1, display_identity: 'p', timestamp: T },
      ];
      await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages: named(rows) }]);
      expect((await ids()).get('a')).to.deep.equal(['0']);
    });

    it('do not share an identity across sessions', async () => {
      const rows = [{ active: 0, compacted: 1, display_identity: 'p' }];
      const sessions = ['a', 'b'].map((id) => ({ id, started_at: T, messages: named(rows) }));
      await writeHistory(home().databasePath, sessions);
      expect([...(await ids()).keys()]).to.deep.equal(['a', 'b']);
      expect((await readAll(source())).map(({ hidden }) => hidden)).to.deep.equal([false, false]);
    });

    it('are the active ones where compaction is not known in full', async () => {
      for (const extra of [
        '',
        'ALTER TABLE messages ADD COLUMN compacted INTEGER',
        'ALTER TABLE messages ADD COLUMN display_identity BLOB',
      ]) {
        const writer = await openWriter(home().databasePath);
        await writer.exec(
          'DROP TABLE IF EXISTS sessions; DROP TABLE IF EXISTS messages; DROP TABLE IF EXISTS schema_version',
        );
        await writer.close();
        const extraSql = `ALTER TABLE messages ADD COLUMN active INTEGER; ${extra}`;
        const rows = [
          { active: 1 },
          { active: 0, compacted: 1 },
          { active: null },
          { active: 1, compacted: 1 },
        ];
        await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages: named(rows) }], {
          schema: 'plain',
          extraSql,
        });
        expect((await ids()).get('a'), extra).to.deep.equal(['0', '3']);
      }
    });
  });
});
