import { expect } from 'chai';
import { listStatements } from '#src/source/sqlite/list-statements.js';
import { messageStatements } from '#src/source/sqlite/message-statements.js';
import { type HistoryShape, type Index, shapeOf } from '#src/source/sqlite/shape.js';
import { type HistorySchema, openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { rejection } from '../../support/rejection.js';

const SESSIONS = ['id', 'started_at', 'title', 'model', 'system_prompt'];
const MESSAGES = ['id', 'session_id', 'role', 'content', 'tool_calls', 'tool_name', 'timestamp'];
const LATER = ['active', 'compacted', 'display_identity', 'display_kind'];

const BY_TIME = { name: 'idx_messages_session', columns: ['session_id', 'timestamp'], isUnique: false };
const BY_ID = { name: 'idx_messages_session_id', columns: ['session_id', 'id'], isUnique: false };
const BY_ACTIVE = {
  name: 'idx_messages_session_active',
  columns: ['session_id', 'active', 'timestamp'],
  isUnique: false,
};
const BY_START = { name: 'idx_sessions_started', columns: ['started_at'], isUnique: false };

function shape(messages: readonly string[], indexes: readonly Index[]): HistoryShape {
  return {
    sessions: { columns: new Set(SESSIONS), hasRowids: true, hasUniqueIds: true, indexes: [BY_START] },
    messages: { columns: new Set(messages), hasTextIds: true, indexes },
  };
}

describe('The statements for a history', () => {
  const home = temporaryHome();

  async function planOf(statement: string | null): Promise<string> {
    const writer = await openWriter(home().databasePath);
    try {
      return (await writer.query(`EXPLAIN QUERY PLAN ${statement}`)).map((row) => row.at(-1)).join('; ');
    } finally {
      await writer.close();
    }
  }

  for (const schema of ['plain', 'full'] satisfies HistorySchema[]) {
    const columns = schema === 'full' ? [...MESSAGES, ...LATER] : MESSAGES;

    it(`list sessions from the table, and their messages from an index alone (${schema} schema)`, async () => {
      await writeHistory(home().databasePath, [], { schema, activeIndex: schema === 'full' });
      const indexes = schema === 'full' ? [BY_TIME, BY_ID, BY_ACTIVE] : [BY_ID, BY_TIME];
      const statements = listStatements(shape(columns, indexes));
      const index = schema === 'full' ? 'idx_messages_session_active' : 'idx_messages_session';
      for (const groups of [statements.groups, statements.nextGroups]) {
        expect(await planOf(groups)).to.match(
          new RegExp(
            `SEARCH messages USING COVERING INDEX ${index} \\(session_id>\\? AND session_id<\\?\\); SCAN`,
          ),
        );
      }
      expect(statements.inactive).to.equal(null);
      expect(await planOf(statements.sessions)).to.match(
        /SEARCH sessions USING INTEGER PRIMARY KEY \(rowid>\?\)/,
      );
      expect(await planOf(statements.witness)).to.match(
        /^SCAN sessions USING COVERING INDEX idx_sessions_started$/,
      );
      expect(await planOf(statements.oldest)).to.include('SEARCH sessions USING INDEX idx_sessions_started');
    });

    for (const index of [BY_TIME, BY_ID, undefined]) {
      it(`find messages by ${index?.name ?? 'their ids'} (${schema} schema)`, async () => {
        await writeHistory(home().databasePath, [], { schema });
        const statements = messageStatements(shape(columns, []).messages, index);
        if (index !== undefined) {
          const covering = `USING COVERING INDEX ${index.name} \\(session_id=\\?\\)`;
          expect(await planOf(statements.messagesOf)).to.match(
            new RegExp(
              `^SCAN wanted VIRTUAL TABLE INDEX 1:; SEARCH entry ${covering}; SEARCH m USING INTEGER PRIMARY KEY \\(rowid=\\?\\)$`,
            ),
          );
          expect(await planOf(statements.idsOf)).to.match(new RegExp(`^SEARCH messages ${covering}$`));
        } else expect(statements.messagesOf).to.equal(null);
        expect(await planOf(statements.messagesById)).to.match(/; SEARCH m USING INTEGER PRIMARY KEY/);
        expect(await planOf(statements.bodiesById)).to.match(/^SEARCH messages USING INTEGER PRIMARY KEY/);
      });
    }
  }

  it('look for inactive rows in the order of the file where no index knows them', async () => {
    await writeHistory(home().databasePath, []);
    const statements = listStatements(shape([...MESSAGES, ...LATER], [BY_TIME, BY_ID]));
    expect(await planOf(statements.inactive)).to.match(/^CO-ROUTINE [^;]+; SCAN messages;/);
  });

  it('go over the messages once where there is no index', async () => {
    await writeHistory(home().databasePath, []);
    const statements = listStatements(shape([...MESSAGES, ...LATER], []));
    expect(await planOf(statements.groups)).to.match(/SCAN messages; USE TEMP B-TREE FOR GROUP BY/);
    expect([statements.nextGroups, statements.inactive]).to.deep.equal([null, null]);
  });

  it('never ask for system prompts', () => {
    const full = shape([...MESSAGES, ...LATER], [BY_TIME]);
    const statements = { ...listStatements(full), ...messageStatements(full.messages, BY_TIME) };
    for (const statement of Object.values(statements))
      expect(String(statement)).to.not.include('system_prompt');
  });

  it('do not exist without a table or column that counting needs', async () => {
    const columns = (messages: readonly string[], sessions: readonly string[] = SESSIONS) => [
      ...sessions.map((name) => ({ owner: 'sessions', name })),
      ...messages.map((name) => ({ owner: 'messages', name })),
    ];
    expect(shapeOf(columns(MESSAGES), [], []).messages.columns.size).to.equal(MESSAGES.length);
    for (const missing of ['id', 'session_id', 'role', 'content']) {
      const rest = columns(MESSAGES.filter((name) => name !== missing));
      await rejection((async () => shapeOf(rest, [], []))(), 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA');
    }
    await rejection(
      (async () => shapeOf(columns(MESSAGES, []), [], []))(),
      'ERR_ACHIEVEMENTS_DATABASE_SCHEMA',
    );
  });
});
