/** Histories as Hermes leaves them today, of any number of sessions. */
import { openWriter, writeHistory } from '../../support/history.js';
import { recordedSessions, scale } from './histories.js';

/** Every number of sessions is a multiple of it. */
const RECORDED = 500;

/** What the newest files have beside the three indexes by which messages are found. */
const FURTHER_INDEXES = `
  CREATE INDEX idx_messages_active_null ON messages(active) WHERE active IS NULL;
  CREATE INDEX idx_messages_assistant_calls ON messages(session_id) WHERE role = 'assistant' AND tool_calls IS NOT NULL;`;

/** A system prompt, in bytes: the shortest, and by how much the others are longer, at most. */
const PROMPT_BYTES = { least: 3_000, more: 5_000 };

/** A midnight, Unix seconds. */
const DAY = 1_790_035_200;

/**
 * The newer schema with all its indexes; of one session in ten the first half of the messages is compacted away; each session
 * has its system prompt.
 * @param oneDay all sessions start within one day (of UTC), as after an import that lost their times
 * @returns the id of a session somewhere in the middle
 */
export async function writeHermesHistory(path: string, sessions: number, oneDay = false): Promise<string> {
  const recorded = (await recordedSessions()).slice(0, RECORDED);
  await writeHistory(path, recorded, { activeIndex: true, extraSql: FURTHER_INDEXES });
  const writer = await openWriter(path);
  await writer.exec(`
    UPDATE sessions SET last_activity_at = started_at,
      system_prompt = printf('%.*c', ${PROMPT_BYTES.least} + abs(random() % ${PROMPT_BYTES.more}), 'p');
    UPDATE messages SET active = 0, compacted = 1
      WHERE session_id IN (SELECT id FROM sessions WHERE rowid % 10 = 3)
        AND id < (SELECT avg(id) FROM messages AS others WHERE others.session_id = messages.session_id)`);
  const copies = sessions / recorded.length;
  await scale(writer, copies);
  if (oneDay) await writer.exec(`UPDATE sessions SET started_at = ${DAY} + rowid % 80000`);
  await writer.close();
  return `${String(recorded.at(-1)?.id)}-r${Math.floor(copies / 2)}`;
}
