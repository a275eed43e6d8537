/** Writes the tables of a store as a script, for who lets no program make tables. */

import { writeFile } from 'node:fs/promises';
import { scriptFor } from '../dist/store/schema.js';

await writeFile(
  new URL('../dist/store/schema.sql', import.meta.url),
  scriptFor('hermes_achievements', 'achievements'),
);
