/** The npm package `postgres`. The only file that imports it, and not before an address is given: who has none needs none. */

import type postgres from 'postgres';
import { AchievementsError } from '../errors.js';

/** @throws AchievementsError (`ERR_ACHIEVEMENTS_DRIVER`) when it is not installed */
export async function loadPostgres(): Promise<typeof postgres> {
  try {
    return (await import('postgres')).default;
  } catch (error) {
    throw new AchievementsError(
      'ERR_ACHIEVEMENTS_DRIVER',
      'An option names PostgreSQL (databaseUrl, or store), and the driver for it is not here. Install the npm package ' +
        'postgres beside hermes-achievements-router: npm install postgres@3.',
      error,
    );
  }
}
