/** The floors: what only reads, through the same driver, and does nothing with what it read. Connections of their own. */
import { loadDriver } from '#src/sqlite/load-driver.js';

/** Ranges of row ids, two reads in flight, so that SQLite is at work while the driver makes values of the rows before. */
const IN_FLIGHT = 2;

/** All messages. */
export async function readRows(databasePath: string, rowsAtOnce: number): Promise<void> {
  const database = await (await loadDriver()).open(databasePath, 'read', 0);
  const newest = await database.prepare('SELECT max(id) AS last FROM messages');
  const [{ last } = {}] = await newest.all([]);
  let next = 1;
  const readOn = async (): Promise<void> => {
    const page = await database.prepare(
      `SELECT session_id, id, role, content, tool_calls, tool_name, timestamp
        FROM messages WHERE id BETWEEN ? AND ? AND active = 1`,
    );
    while (next <= Number(last)) {
      const from = next;
      next += rowsAtOnce;
      await page.all([from, next - 1]);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, readOn));
  await database.close();
}

const GROUPS = 'SELECT session_id, count(*), max(id), total(id) FROM messages GROUP BY session_id';

/**
 * The plainest query that tells of each session whether it changed.
 * @param handOut whether its rows are handed to JavaScript, or only counted in SQLite
 */
export async function groupRows(databasePath: string, handOut: boolean): Promise<void> {
  const database = await (await loadDriver()).open(databasePath, 'read', 0);
  const grouping = await database.prepare(handOut ? GROUPS : `SELECT count(*) FROM (${GROUPS})`);
  await grouping.all([]);
  await database.close();
}
