import { NO_UNLOCKS, type UnlockState } from '../state/unlocks.js';
import type { Database } from './database.js';
import { readUnlocks, resetUnlocks } from './unlock-rows.js';

/** All begins anew, for all machines; who scans meanwhile writes nothing any more. @param now Unix seconds */
export async function resetStore(database: Database, now: number): Promise<UnlockState> {
  return await database.write(async (query) => {
    await query(
      "UPDATE $schema.lease SET epoch = epoch + 1, holder = '', expires_at = '-infinity' WHERE holder <> ''",
    );
    const known = await readUnlocks(query);
    // Later than any before it, whatever the clock says.
    const state = { ...NO_UNLOCKS, resetAt: Math.max(now, known.state.resetAt ?? 0) };
    await resetUnlocks(query, state);
    await query('DELETE FROM $schema.block');
    await query('DELETE FROM $schema.derived');
    await query('DELETE FROM $schema.snapshot');
    await query('UPDATE $schema.home SET stamp = NULL, identity = NULL, seen_at = NULL, error = NULL');
    return state;
  });
}
