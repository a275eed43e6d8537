import type { HomeFiles } from '../../state/cabinet/home-files.js';
import type { SessionSource } from '../../types.js';
import type { TimeZone } from '../job.js';
import type { ReadyRules } from '../ready-rules.js';
import type { HomeElsewhere } from './cabinet-place.js';

/** A home, for who scans it. */
export interface HomeToScan {
  /** Its key in the cabinet. */
  readonly name: string;
  /** What the user should know of it, besides what its history says. */
  readonly notice?: string | undefined;
  /** Made when it is needed, and given up with what it has in memory. */
  readonly source: () => SessionSource;
  /** How its history looks from outside; undefined when that cannot be told. */
  readonly look: () => Promise<string | undefined>;
  /** Whether titles of its sessions are kept; by default they are. */
  readonly titles?: boolean | undefined;
  /** Another machine scans it: what that has kept of it counts. */
  readonly isElsewhere?: true;
}

export interface PartOptions {
  readonly home: HomeToScan;
  readonly files: HomeFiles;
  readonly timeZone: TimeZone;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Those of all homes. */
  readonly rules: ReadyRules;
}

/** Homes of one's own are known by their name. */
export function toHome(home: string | HomeElsewhere, own: readonly HomeToScan[]): HomeToScan {
  const name = typeof home === 'string' ? home : home.name;
  const known = typeof home === 'string' ? own.find((one) => one.name === home) : undefined;
  return known ?? { name, source: () => UNREACHABLE, look: async () => undefined, isElsewhere: true };
}

/** Of a home that another machine scans: nothing is ever read of it here. */
const UNREACHABLE: SessionSource = {
  async open() {
    throw new Error('Another machine scans this home.');
  },
};
