import { expect } from 'chai';
import { type HistoryColumns, statementsFor } from '#src/source/sqlite-schema.js';
import { type HistorySchema, openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { rejection } from '../support/rejection.js';

const SESSIONS = ['id', 'started_at', 'title', 'model', 'system_prompt'];
const MESSAGES = ['id', 'session_id', 'role', 'content', 'tool_calls', 'tool_name', 'timestamp'];
const LATER = ['active', 'compacted', 'display_identity', 'display_kind'];

function columns(messages: readonly string[], sessions: readonly string[] = SESSIONS): HistoryColumns {
  return { sessions: new Set(sessions), messages: new Set(messages), indexes: ['idx_messages_session'] };
}

describe('The statements for a history', () => {
  const home = temporaryHome();

  async function planOf(statement: string): Promise<string> {
    const writer = await openWriter(home().databasePath);
    try {
      return (await writer.query(`EXPLAIN QUERY PLAN ${statement}`)).map((row) => row.at(-1)).join('; ');
    } finally {
      await writer.close();
    }
  }

  for (const schema of ['plain', 'full'] satisfies HistorySchema[]) {
    for (const idIndex of [true, false]) {
      describe(`on the ${schema} schema ${idIndex ? 'with' : 'without'} the newer index`, () => {
        const statements = statementsFor(columns(schema === 'full' ? [...MESSAGES, ...LATER] : MESSAGES));

        beforeEach(async () => {
          await writeHistory(home().databasePath, [], { schema, idIndex });
        });

        it('count rows from an index alone', async () => {
          expect(await planOf(statements.sessionsByRow)).to.match(
            /SEARCH messages USING COVERING INDEX \w+ \(session_id=\?\)$/,
          );
        });

        it('collect the ids of a session from an index alone', async () => {
          expect(await planOf(statements.idsOf)).to.match(
            /^SEARCH messages USING COVERING INDEX \w+ \(session_id=\?\)$/,
          );
        });

        it('find messages by session over an index, and by id directly', async () => {
          expect(await planOf(statements.messagesOf)).to.match(
            /^SEARCH messages USING INDEX \w+ \(session_id=\?\); LIST SUBQUERY \d+; SCAN json_each/,
          );
          expect(await planOf(statements.messagesById)).to.match(
            /^SEARCH messages USING INTEGER PRIMARY KEY/,
          );
          expect(await planOf(statements.bodiesById)).to.match(/^SEARCH messages USING INTEGER PRIMARY KEY/);
        });

        it('look for inactive rows in the order of the file', async () => {
          if (statements.inactive === null) expect(schema).to.equal('plain');
          else expect(await planOf(statements.inactive)).to.match(/^CO-ROUTINE [^;]+; SCAN messages;/);
        });

        it('find the oldest session over its index', async () => {
          expect(await planOf(statements.oldest)).to.include(
            'SEARCH sessions USING INDEX idx_sessions_started',
          );
        });
      });
    }
  }

  it('never touch system prompts', () => {
    const statements = statementsFor(columns([...MESSAGES, ...LATER]));
    for (const statement of Object.values(statements)) expect(statement).to.not.include('system_prompt');
  });

  it('do not exist without a table or column that counting needs', async () => {
    for (const missing of ['id', 'session_id', 'role', 'content']) {
      const rest = columns(MESSAGES.filter((name) => name !== missing));
      await rejection((async () => statementsFor(rest))(), 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA');
    }
    await rejection((async () => statementsFor(columns(MESSAGES, [])))(), 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA');
  });
});
