import { truncate, utimes } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { storedText } from '#src/source/sqlite/text.js';
import type { LoadDriver } from '#src/sqlite/load-driver.js';
import { onEachDriver } from '../../support/drivers.js';
import { holds } from '../../support/fuzz.js';
import { openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { collect, listed, readAll, withReader } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';

const T = 1_790_000_000;
const MEGABYTE = 2 ** 20;

onEachDriver('Stored text', (loadDriver) => {
  const home = temporaryHome();
  const source = () => createSqliteSource({ databasePath: home().databasePath, loadDriver });

  for (const encoding of ['UTF-16le', 'UTF-16be']) {
    it(`is read from a database in ${encoding}, short, long and in slices`, async () => {
      const writer = await openWriter(home().databasePath, `PRAGMA encoding = '${encoding}'`);
      await writer.exec(`CREATE TABLE sessions (id TEXT PRIMARY KEY, started_at REAL, title TEXT);
        CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, role TEXT, content TEXT, tool_calls TEXT)`);
      const contents = ['é😀', '', 'x'.repeat(9_000), `y${'😀'.repeat(MEGABYTE)}`];
      await writer.addSession({
        id: 'ż',
        title: 'Ł',
        started_at: T,
        messages: contents.map((content) => ({ role: 'user', content, tool_calls: '["日"]' })),
      });
      await writer.close();
      const read = await readAll(source());
      expect(read.map(({ content }, index) => content === contents[index])).to.deep.equal([
        true,
        true,
        true,
        true,
      ]);
      expect(read.map(({ toolCalls }) => toolCalls)).to.deep.equal(contents.map(() => '["日"]'));
    });
  }

  it('comes in slices that end nowhere inside a character', async () => {
    const contents = ['é', '日', '😀'].flatMap((character) =>
      ['', 'x', 'xx', 'xxx'].map((before) => before + character.repeat(MEGABYTE)),
    );
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: T, messages: contents.map((content) => ({ role: 'user', content })) },
    ]);
    const read = await readAll(source());
    expect(read.map(({ content }, index) => content === contents[index])).to.deep.equal(
      contents.map(() => true),
    );
  });

  it('ends where its row ends when that is deleted or shortened while it is read', async () => {
    const long = 'x'.repeat(8 * MEGABYTE);
    const changes: Readonly<Record<string, string>> = {
      deleted: 'DELETE FROM messages',
      shortened: "UPDATE messages SET content = 'short'",
    };
    await writeHistory(home().databasePath, []);
    const writer = await openWriter(home().databasePath);
    for (const [what, change] of Object.entries(changes)) {
      await writer.addSession({
        id: what,
        started_at: T,
        messages: [{ role: 'user', content: long }],
      });
      await withReader(source(), async (reader) => {
        const sessions = await listed(reader);
        const sizes: number[] = [];
        for await (const [message] of reader.messages(sessions)) {
          const content = message?.content ?? '';
          if (typeof content === 'string' || content instanceof Uint8Array)
            throw new Error('slices were expected');
          for await (const slice of content) if (sizes.push(slice.length) === 1) await writer.exec(change);
        }
        expect(sizes.length, what).to.be.within(1, 3);
        expect(await collect(reader, sessions)).to.have.length(what === 'deleted' ? 0 : 1);
      });
      await writer.exec('DELETE FROM messages; DELETE FROM sessions');
    }
    await writer.close();
  });

  it('is not read on when the reader is interrupted between slices', async () => {
    const messages = [{ role: 'user', content: 'x'.repeat(8 * MEGABYTE) }];
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages }]);
    await withReader(source(), async (reader) => {
      const sessions = await listed(reader);
      let slices = 0;
      const read = async () => {
        for await (const [message] of reader.messages(sessions)) {
          const content = message?.content ?? '';
          if (typeof content === 'string' || content instanceof Uint8Array)
            throw new Error('slices were expected');
          for await (const _ of content) if (++slices === 1) reader.interrupt();
        }
      };
      await rejection(read(), 'ERR_ACHIEVEMENTS_CLOSED');
      expect(slices).to.be.within(1, 2);
    });
  });

  it('that is cut off while it is read is told of in words for the user', async () => {
    const messages = [{ role: 'user', content: 'x'.repeat(8 * MEGABYTE) }];
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages }]);
    await withReader(source(), async (reader) => {
      const { sessions } = await reader.list();
      const read = async () => {
        for await (const [message] of reader.messages(sessions)) {
          const content = message?.content ?? '';
          if (typeof content === 'string' || content instanceof Uint8Array)
            throw new Error('slices were expected');
          for await (const _ of content) await truncate(home().databasePath, 64 * 1024);
        }
      };
      await rejection(read(), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED');
    });
  });

  it('that changes while its last slices are read without locks is refused', async () => {
    const messages = [{ role: 'user', content: 'x'.repeat(8 * MEGABYTE) }];
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages }]);
    // As in a directory in which SQLite cannot make its files.
    const withoutLocks: LoadDriver = async () => {
      const driver = await loadDriver();
      return {
        ...driver,
        open: (file, ...how) =>
          file.startsWith('file:')
            ? driver.open(file, ...how)
            : Promise.reject(Object.assign(new Error('unable to open'), { code: 'SQLITE_CANTOPEN' })),
      };
    };
    const history = createSqliteSource({ databasePath: home().databasePath, loadDriver: withoutLocks });
    await withReader(history, async (reader) => {
      const sessions = await listed(reader);
      const read = async () => {
        for await (const [message] of reader.messages(sessions)) {
          const content = message?.content ?? '';
          if (typeof content === 'string' || content instanceof Uint8Array)
            throw new Error('slices were expected');
          for await (const _ of content) await utimes(home().databasePath, T, T);
        }
      };
      await rejection(read(), 'ERR_ACHIEVEMENTS_DATABASE_BUSY');
    });
  });

  it('that is damaged and an id all the same lists its session', async () => {
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: T, messages: [{ role: 'user', content: 'x' }] },
    ]);
    const writer = await openWriter(home().databasePath);
    await writer.exec(
      "UPDATE sessions SET id = CAST(x'ff61' AS TEXT); UPDATE messages SET session_id = CAST(x'ff61' AS TEXT)",
    );
    await writer.close();
    await withReader(source(), async (reader) => {
      const { sessions } = await reader.list();
      expect(sessions.length).to.equal(1);
      expect([...sessions].map(({ id, messageCount }) => [id, messageCount])).to.deep.equal([['\ufffda', 1]]);
    });
  });

  it('is cut behind the last whole character, however many bytes are at hand', function () {
    const cases = [
      [storedText('UTF-8'), 'utf8'],
      [storedText('UTF-16le'), 'utf16le'],
    ] as const;
    holds(
      this,
      1000,
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.nat(),
        fc.nat(1),
        (text, place, which) => {
          const [stored, encoding] = cases[which] ?? cases[0];
          const bytes = Buffer.from(text, encoding);
          const cut = bytes.subarray(0, place % (bytes.length + 1));
          const whole = cut.subarray(0, stored.wholeLength(cut));
          expect(cut.length - whole.length).to.be.below(4);
          expect(whole.toString(encoding) + bytes.subarray(whole.length).toString(encoding)).to.equal(text);
          expect(text.startsWith(whole.toString(encoding))).to.equal(true);
        },
      ),
    );
  });
});
