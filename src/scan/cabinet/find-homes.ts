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
  /** What the user should know of it. */
  readonly notice?: string;
  /** Whether titles of its sessions may leave the process; by default they may. */
  readonly titles?: boolean;
}

/** Gently: a look at each of two hundred directories is not to be felt. */
const MOST_AT_ONCE = 2;

const DEFAULT = 'default';
const HISTORY = 'state.db';

const REFUSED =
  'A profile is called "default", which is the name of the home itself, so it is left out. Rename its folder, or list ' +
  'the homes in the option homes with names of your own.';

/** Finds the default home and its profiles, each time anew. */
export class Profiles {
  readonly #hermesHome: string;
  readonly #isKept: (name: string) => Promise<boolean>;
  #known: readonly HomeToFind[] = [];
  /** Where there was something. */
  readonly #seen = new Set<string>();

  /** @param isKept whether something is known of a home of that name from earlier */
  constructor(hermesHome: string, isKept: (name: string) => Promise<boolean>) {
    this.#hermesHome = hermesHome;
    this.#isKept = isKept;
  }

  /**
   * The default home first, then the profiles by name. One that has no history yet is left out until it has, unless there is
   * no other; one that had one stays as long as its directory does. Never rejects: what cannot be looked at is as it was.
   */
  async list(): Promise<readonly HomeToFind[]> {
    const root = homeIn(this.#hermesHome, DEFAULT);
    const directory = join(this.#hermesHome, 'profiles');
    try {
      const names = (await readdir(directory)).sort();
      const homes = [
        root,
        ...names.filter((name) => name !== DEFAULT).map((name) => homeIn(join(directory, name), name)),
      ];
      const limit = pLimit(MOST_AT_ONCE);
      for (const home of this.#seen) if (!homes.some((one) => one.home === home)) this.#seen.delete(home);
      const isThere = await Promise.all(homes.map((home) => limit(() => this.#isThere(home))));
      const [first = root, ...others] = homes.filter((_, place) => isThere[place]);
      const isRefused = names.includes(DEFAULT) && (await isFile(join(directory, DEFAULT, HISTORY)));
      this.#known = [isRefused ? { ...first, notice: REFUSED } : first, ...others];
    } catch (error) {
      const isGone = codeOf(error) === 'ENOENT' && (await isDirectory(this.#hermesHome));
      if (isGone || this.#known.length === 0) this.#known = [root];
    }
    return this.#known;
  }

  async #isThere({ name, home, history }: ProfileToFind): Promise<boolean> {
    if (!(await isDirectory(home))) this.#seen.delete(home);
    else if ((await isFile(history.databasePath)) || (await this.#isKept(name))) this.#seen.add(home);
    return this.#seen.has(home);
  }
}

interface ProfileToFind extends HomeToFind {
  readonly home: string;
  readonly history: Extract<HistoryPlace, { kind: 'sqlite' }>;
}

function homeIn(home: string, name: string): ProfileToFind {
  return { name, home, history: { kind: 'sqlite', databasePath: join(home, HISTORY), home } };
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
