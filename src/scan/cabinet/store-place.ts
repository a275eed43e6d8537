/** A store that several machines share, for who scans homes into it. */

import { setTimeout as delay } from 'node:timers/promises';
import { AchievementsError } from '../../errors.js';
import type { HomeFiles } from '../../state/cabinet/home-files.js';
import { type Database, openDatabase, type StorePlace } from '../../store/database.js';
import { DerivedTexts } from '../../store/derived-texts.js';
import { createPostgresHomeFiles, createPostgresMembers } from '../../store/home-files.js';
import { createMembershipFile, identified, type KnownHome, NO_MEMBERSHIP } from '../../store/home-ids.js';
import { CABINET_LEASE, type Every, type Fence, homeLease } from '../../store/lease.js';
import { giveBack, joinHomes, listHomes, noteSeen, type RegisteredHome } from '../../store/registry.js';
import { LeasedTurn } from '../../store/turn.js';
import { ANALYSIS } from '../analysis-version.js';
import type { CabinetPlace, SharedPlace } from './cabinet-place.js';

/** A home of one's own, as it joins. */
export interface OwnHome extends Omit<KnownHome, 'id'> {
  readonly titles: boolean;
  /** Whether its history is in a database that several machines read. */
  readonly isShared: boolean;
}

export interface StoreOptions {
  readonly store: StorePlace;
  readonly stateDir: string;
  /** Those that there are now. */
  readonly homes: () => Promise<readonly OwnHome[]>;
  /** Paces renewals; by default a timer. */
  readonly every?: Every;
}

/** Others add up the homes within moments; who takes longer has died, and its lease ends by itself. */
const LOOK_AGAIN_MS = 100;
const LONGEST_WAIT_MS = 60_000;

export interface StoreCabinetPlace extends CabinetPlace {
  readonly shared: SharedPlace;
  /** Lets go of the connection. */
  close(): Promise<void>;
}

export function createStorePlace(options: StoreOptions): StoreCabinetPlace {
  const database = openDatabase(options.store);
  const own = new OwnHomes(options, database);
  const turn = new LeasedTurn(database, () => own.join(), options.every);
  const settling = { database, fence: () => turn.fence(CABINET_LEASE), analysis: ANALYSIS };
  const texts = new DerivedTexts(database);
  let homes: ReadonlyMap<string, RegisteredHome> = new Map();

  const idOf = (name: string): string => own.idOf(name) ?? homes.get(name)?.id ?? '';

  function filesOf(name: string): HomeFiles {
    const id = idOf(name);
    const fence = () => turn.fence(homeLease(id));
    const admits = async (sharesSessions: () => Promise<boolean>) => {
      if (!(await sharesSessions())) throw copied();
    };
    const files = createPostgresHomeFiles(settling, {
      database,
      id,
      turn,
      fence,
      analysis: ANALYSIS,
      admits,
    });
    return { ...files, share: { ...files.share, load: () => texts.share(id) } };
  }

  return {
    turn,
    members: createPostgresMembers(settling),
    filesOf,
    close: () => database.close(),
    shared: {
      async look() {
        const listed = await database.read((query) => listHomes(query));
        await texts.fetch(listed);
        homes = new Map(listed.map((home) => [home.name, home]));
        return listed.map(({ id, name, error }) => (own.has(id) ? name : { name, error }));
      },
      shareMark: (name) => homes.get(name)?.shareMark,
      async settle() {
        const end = performance.now() + LONGEST_WAIT_MS;
        while (turn.fence(CABINET_LEASE) === undefined && !(await turn.also([CABINET_LEASE]))) {
          if (performance.now() > end) throw busy();
          await delay(LOOK_AGAIN_MS);
        }
      },
      seen: (seen) =>
        noteSeen(
          database,
          seen.map(({ name, error }) => ({
            id: idOf(name),
            error,
            fence: turn.fence(homeLease(idOf(name))),
          })),
          ANALYSIS,
        ),
      async renew(name) {
        await own.renew(name);
        await turn.also([homeLease(idOf(name))]);
      },
      get fence(): Fence | undefined {
        return turn.fence(CABINET_LEASE);
      },
      now: database.clock.now,
    },
  };
}

/** Homes of one's own, and the ids that they have. */
class OwnHomes {
  readonly #options: StoreOptions;
  readonly #database: Database;
  readonly #file: ReturnType<typeof createMembershipFile>;
  #joined: readonly KnownHome[] = [];
  /** As they were called before they joined this time. */
  #before: readonly KnownHome[] = [];

  constructor(options: StoreOptions, database: Database) {
    this.#options = options;
    this.#database = database;
    this.#file = createMembershipFile(options.stateDir);
  }

  idOf(name: string): string | undefined {
    return this.#joined.find((home) => home.name === name)?.id;
  }

  has(id: string): boolean {
    return this.#joined.some((home) => home.id === id);
  }

  /** Resolves with the names of their leases. */
  async join(): Promise<readonly string[]> {
    const membership = (await this.#file.load()) ?? NO_MEMBERSHIP;
    const list = await this.#options.homes();
    const { listed, others } = identified(membership.homes, list);
    this.#before = membership.homes;
    // First here: an id that nobody remembers would be a home that nobody ever scans again.
    if (!isSame(listed, others, membership.homes))
      await this.#file.save({ ...membership, homes: [...listed, ...others] });
    const homes = list.map((home, place) => ({ ...home, id: listed[place]?.id ?? '' }));
    // Where none is as it was, this is a copy of a state directory rather: its homes are elsewhere, and stay.
    const isCopy = !listed.some(({ id }) => membership.homes.some((home) => home.id === id));
    const leaving = isCopy ? [] : others.filter(({ hasLeft }) => hasLeft !== true);
    this.#joined = await joinHomes(this.#database, homes, leaving, ANALYSIS);
    const left = others.map((home): KnownHome => ({ ...home, hasLeft: true }));
    if (!isSame(this.#joined, left, [...listed, ...others]))
      await this.#file.save({ ...membership, homes: [...this.#joined.map(plain), ...left] });
    return this.#joined.map(({ id }) => homeLease(id));
  }

  async renew(name: string): Promise<void> {
    const id = this.idOf(name);
    const membership = (await this.#file.load()) ?? NO_MEMBERSHIP;
    await this.#file.save({ ...membership, homes: membership.homes.filter((home) => home.id !== id) });
    const before = this.#before.find((home) => home.id === id);
    if (id !== undefined && before !== undefined && before.name !== name)
      await giveBack(this.#database, id, before.name);
    await this.join();
  }
}

function isSame(
  listed: readonly KnownHome[],
  others: readonly KnownHome[],
  known: readonly KnownHome[],
): boolean {
  const texts = (homes: readonly KnownHome[]) =>
    homes.map(({ id, name, place, hasLeft }) => JSON.stringify([id, name, place, hasLeft]));
  return (
    texts([...listed, ...others])
      .sort()
      .join() === texts(known).sort().join()
  );
}

function plain({ id, name, place }: KnownHome): KnownHome {
  return { id, name, place };
}

function copied(): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_PROFILE',
    'This state directory is a copy of that of another home of the store.',
  );
}

function busy(): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_LEASE',
    'Another machine has been adding up the homes of the store for a minute. It is tried again by itself.',
  );
}
