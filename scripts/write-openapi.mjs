/** Writes the OpenAPI document of what was built, for who wants it without a server. */

import { writeFile } from 'node:fs/promises';
import { DOCUMENT } from '../dist/http/routes.js';

await writeFile(
  new URL('../dist/openapi.json', import.meta.url),
  `${JSON.stringify(DOCUMENT, undefined, 2)}\n`,
);
