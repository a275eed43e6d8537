/** Which homes there are now. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { HistoryPlace } from '../../source/history-place.js';
import { codeOf } from '../../state/file-errors.js';

/** One home of several, as plain data. */
export interface HomeToFind {
  readonly name: string;
  /** Where it lives, absolute; undefined where that is not told. */
  readonly home: string | undefined;
  readonly history: HistoryPlace;
}

/** Gently: a look at each of two hundred directories is not to be felt. */
const MOST_AT_ONCE = 2;

const DEFAULT = 'default';
const HISTORY = 'state.db';

/** Finds the default home and its profiles, each time anew. */
export class Profiles {
  readonly #hermesHome: string;
  readonly #warn: (message: string) => void;
  #known: readonly HomeToFind[] = [];
  #hasWarned = false;

  constructor(hermesHome: string, warn: (message: string) => void) {
    this.#hermesHome = hermesHome;
    this.#warn = warn;
  }

  /**
   * The default home first, then the profiles by name. One that has no history yet is left out until it has; one that had
   * one stays as long as its directory does. Never rejects: what cannot be looked at is as it was.
   */
  async list(): Promise<readonly HomeToFind[]> {
    const root = homeIn(this.#hermesHome, DEFAULT);
    const directory = join(this.#hermesHome, 'profiles');
    try {
      const names = (await readdir(directory)).sort();
      const limit = pLimit(MOST_AT_ONCE);
      const found = await Promise.all(names.map((name) => limit(() => this.#look(directory, name))));
      this.#known = [root, ...found.filter((home) => home !== undefined)];
    } catch (error) {
      const isThere = codeOf(error) !== 'ENOENT' || (await isDirectory(this.#hermesHome)) === false;
      if (!isThere || this.#known.length === 0) this.#known = [root];
    }
    return this.#known;
  }

  async #look(directory: string, name: string): Promise<HomeToFind | undefined> {
    const home = join(directory, name);
    if (!(await isDirectory(home))) return undefined;
    const wasKnown = this.#known.some((known) => known.home === home);
    if (!wasKnown && !(await isFile(join(home, HISTORY)))) return undefined;
    if (name !== DEFAULT) return homeIn(home, name);
    if (!this.#hasWarned)
      this.#warn(
        'A profile is called "default", which is the name of the home itself, so it is left out. Rename its folder, or list ' +
          'the homes in the option homes with names of your own.',
      );
    this.#hasWarned = true;
    return undefined;
  }
}

function homeIn(home: string, name: string): HomeToFind {
  return { name, home, history: { kind: 'sqlite', databasePath: join(home, HISTORY), home } };
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
