import { randomUUID } from 'node:crypto';
import type { Held, Lock } from '../state/lock.js';
import type { Database } from './database.js';
import { type Every, type Fence, type Leases, takeLeases } from './lease.js';

/**
 * The turn to scan some homes: a lease of each, and from some moment on that of the cabinet. Unlike a lock on a file it
 * rejects when it cannot be told who has it: without the store there is nothing to scan into.
 */
export class LeasedTurn implements Lock {
  readonly problem = undefined;
  readonly #database: Database;
  readonly #names: () => Promise<readonly string[]>;
  readonly #every: Every | undefined;
  readonly #holder = randomUUID();
  readonly #leases: Leases[] = [];

  /** @param names of the leases, asked for anew each time */
  constructor(database: Database, names: () => Promise<readonly string[]>, every?: Every) {
    this.#database = database;
    this.#names = names;
    this.#every = every;
  }

  async take(): Promise<Held | undefined> {
    if (this.#leases.length > 0) return undefined;
    const isTaken = await this.also(await this.#names());
    return isTaken ? { release: () => this.#release() } : undefined;
  }

  /** Takes more of them, all or none. False when another has one. */
  async also(names: readonly string[]): Promise<boolean> {
    const leases = await takeLeases(this.#database, names, this.#every, this.#holder);
    if (leases !== undefined) this.#leases.push(leases);
    return leases !== undefined;
  }

  /** Undefined when it is not had, as far as is known here. */
  fence(name: string): Fence | undefined {
    for (const { isHeld, fences } of this.#leases) if (isHeld && fences.has(name)) return fences.get(name);
    return undefined;
  }

  async #release(): Promise<void> {
    for (const leases of this.#leases) await leases.release();
    this.#leases.length = 0;
  }
}
