/**
 * Leases: who may write what, for how long, on the server's clock. A row, not a lock: a lock belongs to a connection, which
 * poolers hand to others, and servers keep for hours when a machine has lost its power.
 */

import { randomUUID } from 'node:crypto';
import { AchievementsError } from '../errors.js';
import type { Fence } from '../state/shared-state.js';
import type { Database, Query } from './database.js';
import { SCHEMA_VERSION } from './schema.js';

export type { Fence } from '../state/shared-state.js';

/** Nobody is missed for longer than this: with what is then to be done, all agree within ten seconds again. */
export const LEASE_MS = 8_000;
/** Who is there says so three times within it. */
const RENEW_MS = 2_500;
/** By when a lease ends that is taken or renewed now. */
const END = `clock_timestamp() + interval '${LEASE_MS} milliseconds'`;

export interface Leases {
  /** By the name of the lease. */
  readonly fences: ReadonlyMap<string, Fence>;
  /** False once somebody else has one of them, as far as was heard. */
  readonly isHeld: boolean;
  /** Gives them to whoever comes next. To be called once. Never rejects: they expire. */
  release(): Promise<void>;
}

/** What paces the renewals. Returns what calls them off. */
export type Every = (ms: number, call: () => void) => () => void;

const byTimer: Every = (ms, call) => {
  const timer = setInterval(call, ms);
  return () => clearInterval(timer);
};

/** The lease to scan a home. */
export function homeLease(id: string): string {
  return `home ${id}`;
}

/** The lease to add up all homes, and to publish what comes of it. */
export const CABINET_LEASE = 'cabinet';

/**
 * All of these, or none: undefined when another has one. Tries once, and waits for nobody. Who had them before, and could not give
 * them back because the store was away, has them again at once.
 * @param holder names who takes them: one at a time, and another one in each process
 * @throws AchievementsError when the store cannot be asked
 */
export async function takeLeases(
  database: Database,
  names: readonly string[],
  every: Every = byTimer,
  holder: string = randomUUID(),
): Promise<Leases | undefined> {
  const wanted = JSON.stringify(names);
  const asked = database.clock.asking;
  const rows = await database
    .write(async (query) => {
      if (!(await areFree(query, wanted, holder))) return undefined;
      const taken = await query(
        `INSERT INTO $schema.lease AS lease (name, holder, epoch, expires_at)
         SELECT value, $2, 1, ${END} FROM json_array_elements_text($1::text::json) AS wanted (value) ORDER BY value
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
         WHERE lease.expires_at <= clock_timestamp() OR lease.holder = excluded.holder
         RETURNING name, epoch, extract(epoch FROM clock_timestamp()) * 1000`,
        wanted,
        holder,
      );
      // To leave it undone gives back those that were to be had.
      if (taken.length < names.length) throw new NotToBeHad();
      return taken;
    })
    .catch((error: unknown) => {
      if (error instanceof AchievementsError && error.cause instanceof NotToBeHad) return undefined;
      throw error;
    });
  if (rows === undefined) return undefined;
  const fences = new Map<string, Fence>();
  for (const [name, epoch, now] of rows) {
    database.clock.heard(Number(now), asked);
    if (name && epoch) fences.set(name, { name, holder, epoch });
  }
  return new HeldLeases(database, wanted, holder, fences, every);
}

class NotToBeHad extends Error {}

/** None of another, and none that somebody writes by at this moment: he is there, however long that takes. Waits for nobody. */
async function areFree(query: Query, wanted: string, holder: string): Promise<boolean> {
  const [row] = await query(
    `WITH wanted AS (SELECT name, holder, expires_at FROM $schema.lease WHERE name IN (SELECT json_array_elements_text($1::text::json))),
     at_rest AS (SELECT name FROM $schema.lease WHERE name IN (SELECT name FROM wanted) FOR UPDATE SKIP LOCKED)
     SELECT (SELECT count(*) FROM wanted WHERE expires_at > clock_timestamp() AND holder <> $2) = 0
       AND (SELECT count(*) FROM at_rest) = (SELECT count(*) FROM wanted)`,
    wanted,
    holder,
  );
  return row?.[0] === 't';
}

class HeldLeases implements Leases {
  readonly fences: ReadonlyMap<string, Fence>;
  readonly #database: Database;
  readonly #names: string;
  readonly #holder: string;
  readonly #stop: () => void;
  #isHeld = true;

  constructor(
    database: Database,
    names: string,
    holder: string,
    fences: ReadonlyMap<string, Fence>,
    every: Every,
  ) {
    this.#database = database;
    this.#names = names;
    this.#holder = holder;
    this.fences = fences;
    this.#stop = every(RENEW_MS, () => void this.#renew());
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  async #renew(): Promise<void> {
    // Who is not heard for a while may still be in time with the next one; a write that comes too late is refused in any case.
    const renewed = await this.#set(`expires_at = ${END}`).catch(() => undefined);
    if (renewed !== undefined && renewed < this.fences.size) this.#isHeld = false;
  }

  async release(): Promise<void> {
    this.#stop();
    await this.#set("expires_at = '-infinity'").catch(() => {});
  }

  /** Resolves with how many are still ours. */
  async #set(change: string): Promise<number> {
    const rows = await this.#database.write((query) =>
      query(
        `UPDATE $schema.lease SET ${change}
         WHERE holder = $2 AND name IN (SELECT json_array_elements_text($1::text::json)) RETURNING name`,
        this.#names,
        this.#holder,
      ),
    );
    return rows.length;
  }
}

/**
 * To be called first in a transaction that writes: until its end nobody else takes the lease, which is renewed by it.
 * @param analysis the writer's way of counting: an older one than was here writes nothing
 * @throws LeaseLost
 */
export async function holdFence(query: Query, fence: Fence | undefined, analysis: number): Promise<void> {
  if (fence === undefined) throw new LeaseLost();
  const { name, holder, epoch } = fence;
  const [row] = await query(
    `WITH held AS (UPDATE $schema.lease SET expires_at = ${END} WHERE name = $1 AND holder = $2 AND epoch = $3::bigint RETURNING name)
     SELECT analysis, schema_version FROM held, $schema.cabinet`,
    name,
    holder,
    epoch,
  );
  if (row === undefined || Number(row[0]) > analysis || Number(row[1]) > SCHEMA_VERSION)
    throw new LeaseLost();
}

/** Somebody else has taken over: what was to be written is thrown away. */
export class LeaseLost extends AchievementsError {
  constructor() {
    super(
      'ERR_ACHIEVEMENTS_LEASE',
      'Another process has taken over this scan, because this one was not heard of for too long, or is of an older version. ' +
        'What it has found is read from the store; nothing is lost.',
    );
  }
}
