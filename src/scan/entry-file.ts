import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AchievementsError } from '../errors.js';

const BUNDLED =
  'The program that scans is missing: hermes-achievements-router seems to be bundled into this app, and the scan needs its ' +
  'files on disk. Keep hermes-achievements-router external in the bundler (esbuild: --external:hermes-achievements-router), ' +
  'and install it beside the bundle.';

/**
 * The path of a compiled file of this folder that is to be run. Not at the top of a file: a bundle has no such file, and
 * one in CommonJS no address to begin with, where importing must not fail.
 * @throws AchievementsError when it is not there
 */
export function entryFile(name: string): string {
  const path = pathOf(name);
  if (path === undefined || !existsSync(path)) throw new AchievementsError('ERR_ACHIEVEMENTS_SCAN', BUNDLED);
  return path;
}

function pathOf(name: string): string | undefined {
  const base: unknown = import.meta.url;
  return typeof base === 'string' ? fileURLToPath(new URL(name, base)) : undefined;
}
