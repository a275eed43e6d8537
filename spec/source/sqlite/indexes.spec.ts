import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { onEachDriver } from '../../support/drivers.js';
import { openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { readAll } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';

const PAGE = 4096;

onEachDriver('An index of messages', (loadDriver) => {
  const home = temporaryHome();
  const read = () => readAll(createSqliteSource({ databasePath: home().databasePath, loadDriver }));

  async function query(sql: string) {
    const writer = await openWriter(home().databasePath);
    return await writer.query(sql).finally(() => writer.close());
  }

  async function write(): Promise<void> {
    const sessions = [
      { id: 'aaaa', started_at: 1_790_000_000, messages: [{ content: 'x' }, { content: 'y' }] },
      { id: 'bbbb', started_at: 1_790_000_000, messages: [{ content: 'z' }] },
    ];
    await writeHistory(home().databasePath, sessions);
  }

  for (const index of ['idx_messages_session', 'idx_messages_session_id']) {
    it(`that takes a message for one of another session is damage, though SQLite believes it (${index})`, async () => {
      await write();
      const [[number] = []] = await query(`SELECT pageno FROM dbstat WHERE name = '${index}'`);
      const bytes = await readFile(home().databasePath);
      const page = bytes.subarray((Number(number) - 1) * PAGE, Number(number) * PAGE);
      page.write('bbbb', page.indexOf('aaaa'));
      await writeFile(home().databasePath, bytes);
      await rejection(read(), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED');
      await query('REINDEX');
      expect(await read()).to.have.lengthOf(3);
    });
  }

  for (const [kind, sql] of [
    ['none', 'DROP INDEX idx_messages_session; DROP INDEX idx_messages_session_id'],
    ['a partial one', 'CREATE INDEX active_messages ON messages(session_id) WHERE role IS NULL'],
    ['one with an odd name', 'CREATE INDEX "odd "" name" ON messages(session_id)'],
    ['one of an expression', 'CREATE INDEX by_length ON messages(length(session_id), session_id)'],
  ] as const) {
    it(`is not missed, nor taken for damage: ${kind}`, async () => {
      await write();
      for (const statement of sql.split('; ')) await query(statement);
      expect(await read()).to.have.lengthOf(3);
    });
  }
});
