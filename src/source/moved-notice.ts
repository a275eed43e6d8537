/** Whether a home says that its sessions are in PostgreSQL, while its file of old, which stays there, is what is read. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** TABLE: the keys by which backends are told so, and the value that says it. */
const KEYS: ReadonlySet<string> = new Set([
  'sessiondb.provider',
  'sessions.state.backend',
  'sessions.state_backend',
  'database.backend',
]);
const POSTGRES = /^postgres(?:ql)?$/i;

const MOVED =
  'The configuration of Hermes (config.yaml) says that its sessions are in PostgreSQL, but they are read from the file ' +
  'state.db, which stays where it is and grows old: the numbers may be of the past. Give the option databaseUrl.';

/** The longest configuration that is looked at. */
const MOST_BYTES = 1024 * 1024;

/** What the user should know; null when there is nothing, or no configuration. @param home of Hermes */
export async function noticeOfMove(home: string): Promise<string | null> {
  try {
    const text = await readFile(join(home, 'config.yaml'), 'utf8');
    return text.length <= MOST_BYTES && namesPostgres(text) ? MOVED : null;
  } catch {
    // Most homes that have none are read all the same.
    return null;
  }
}

/** No parser of YAML: keys in blocks, one a line, also with dots in them, and flow mappings of one line, also in each other. */
export function namesPostgres(yaml: string): boolean {
  const path: { readonly indent: number; readonly key: string }[] = [];
  for (const line of yaml.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const [, space, name, rest] = /^( *)["']?([\w.-]+)["']?\s*:(?:\s+(.*))?$/.exec(line) ?? [];
    if (space === undefined || name === undefined) continue;
    while ((path.at(-1)?.indent ?? -1) >= space.length) path.pop();
    path.push({ indent: space.length, key: name });
    const key = path.map((one) => one.key).join('.');
    if (isPostgres(key, rest ?? '') || flowOf(key, rest ?? '').some(([one, value]) => isPostgres(one, value)))
      return true;
  }
  return false;
}

function isPostgres(key: string, value: string): boolean {
  const [, plain = ''] = /^["']?([^"'#\s,}]*)/.exec(value) ?? [];
  return KEYS.has(key) && POSTGRES.test(plain);
}

const FLOW = /[{}]|["']?([\w.-]+)["']?\s*:\s*([^,{}]*)/g;

/** Of `{backend: postgres, other: {schema: x}}` each key, with those above it, and its value. */
function flowOf(key: string, value: string): readonly (readonly [string, string])[] {
  if (!value.startsWith('{')) return [];
  const found: [string, string][] = [];
  const above: string[] = [];
  let latest = key;
  for (const [mark, name, one = ''] of value.matchAll(FLOW)) {
    if (mark === '{') above.push(latest);
    else if (mark === '}') above.pop();
    else if (name !== undefined) {
      latest = name;
      found.push([[...above, name].join('.'), one]);
    }
  }
  return found;
}
