/** The options that say in which store several machines keep one cabinet. */

import { Option } from 'commander';
import type { StoreOptions } from '../store-options.js';
import { variable } from './variable.js';

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

/** What was asked for. */
export function storeOptions({ store: url, storeSchema: schema }: StoreFlags): StoreOptions {
  const store = url ?? variable(VARIABLES.store);
  const usual = store === undefined ? undefined : variable(VARIABLES.storeSchema);
  return { store, storeSchema: schema ?? usual };
}
