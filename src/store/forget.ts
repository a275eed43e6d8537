import { AchievementsError } from '../errors.js';
import type { Database } from './database.js';
import { homeLease } from './lease.js';

/**
 * A home that is gone for good counts no more, and its name is free; what it has unlocked stays.
 * @throws AchievementsError when there is none of that name, or somebody scans it
 */
export async function forgetHome(database: Database, name: string): Promise<void> {
  await database.write(async (query) => {
    // Who joins meanwhile waits.
    await query('SELECT FROM $schema.cabinet FOR UPDATE');
    const homes = await query('SELECT id, name FROM $schema.home ORDER BY has_left, joined');
    const id = homes.find((home) => home[1] === name)?.[0];
    if (typeof id !== 'string') throw noSuchHome(name, [...new Set(homes.flatMap((home) => home[1] ?? []))]);
    const lease = homeLease(id);
    const [held] = await query(
      'SELECT FROM $schema.lease WHERE name = $1 AND expires_at > clock_timestamp()',
      lease,
    );
    if (held !== undefined) throw isThere(name);
    await query('DELETE FROM $schema.lease WHERE name = $1', lease);
    await query('DELETE FROM $schema.derived WHERE home = $1', id);
    await query('DELETE FROM $schema.home WHERE id = $1', id);
  });
}

function noSuchHome(name: string, names: readonly string[]): AchievementsError {
  const there = names.length === 0 ? 'It has none at all.' : `There are: ${names.join(', ')}.`;
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_OPTION',
    `No home of the store is called ${JSON.stringify(name)}. ${there}`,
  );
}

function isThere(name: string): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_OPTION',
    `The home ${JSON.stringify(name)} is scanned at this moment, so its machine is not gone. Stop its router, or take it from the option homes there.`,
  );
}
