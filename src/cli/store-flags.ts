/** The options that say in which store several machines keep one cabinet. */

import { env } from 'node:process';
import { Option } from 'commander';
import type { StoreOptions } from '../store-options.js';

/** As commander hands them over. */
export type StoreFlags = { readonly [Name in keyof StoreOptions]?: string };

/** TABLE: the variable that stands for each, since others on the machine see the arguments of a command. */
const VARIABLES = {
  store: 'ACHIEVEMENTS_STORE',
  storeSchema: 'ACHIEVEMENTS_STORE_SCHEMA',
} as const satisfies Record<keyof StoreOptions, string>;

export const STORE_FLAGS: readonly Option[] = [
  new Option(
    '--store <url>',
    `one cabinet on several machines, in PostgreSQL (default: $${VARIABLES.store}, else files)`,
  ),
  new Option(
    '--store-schema <name>',
    `of the cabinet there (default: $${VARIABLES.storeSchema}, else hermes_achievements)`,
  ),
];

/** What was asked for. An empty variable is how shells and unit files say "not set". */
export function storeOptions({ store: url, storeSchema: schema }: StoreFlags): StoreOptions {
  const store = url ?? (env[VARIABLES.store]?.trim() || undefined);
  const variable = store === undefined ? undefined : env[VARIABLES.storeSchema]?.trim() || undefined;
  return { store, storeSchema: schema ?? variable };
}
