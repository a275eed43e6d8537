/** Paths as users write them. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { optionError } from './option-errors.js';

/** Where Hermes lives unless it is told. @throws AchievementsError `ERR_ACHIEVEMENTS_OPTION` when that cannot be known */
export function defaultHome({ HERMES_HOME }: { readonly HERMES_HOME?: string | undefined }): string {
  // An empty variable is how shells and unit files say "not set".
  if (HERMES_HOME === undefined || HERMES_HOME.trim() === '') return join(userHome(), '.hermes');
  return resolve(expandTilde(HERMES_HOME));
}

export function isPath(value: string): boolean {
  return value.trim() !== '' && !value.includes('\0');
}

/** Values from a configuration or unit file have seen no shell: `~` would silently become a directory of that name. */
export function expandTilde(path: string): string {
  return /^~(?:[\\/]|$)/.test(path) ? join(userHome(), path.slice(1)) : path;
}

function userHome(): string {
  try {
    return homedir();
  } catch (error) {
    throw optionError('Option hermesHome must be given: this user has no home directory.', error);
  }
}
