/** Readers for golden files: JSON lines, compressed. */

import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { HistorySession } from './history.js';

/** The sessions of a `sessions-….jsonl.gz`. */
export async function readGoldenSessions(path: string): Promise<HistorySession[]> {
  return await readJsonLines<HistorySession>(path);
}

/** The values of a `….jsonl.gz`, one a line. Their type is the caller's claim about the file. */
export async function readJsonLines<T>(path: string): Promise<T[]> {
  const text = (await promisify(gunzip)(await readFile(path))).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): T => JSON.parse(line));
}
