import { loadDriver } from '#src/sqlite/load-driver.js';

/** The plainest query that tells of each session whether it changed, on a connection of its own, through the same driver. */
export async function listOnly(databasePath: string): Promise<void> {
  const database = await (await loadDriver()).open(databasePath, 'read', 0);
  const grouping = await database.prepare(
    'SELECT session_id, count(*), max(id), total(id) FROM messages GROUP BY session_id',
  );
  await grouping.all([]);
  await database.close();
}
