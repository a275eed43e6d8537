/** Where a cabinet keeps what it knows of its homes: a directory, or a store that several machines share. */

import type { CheckedFile } from '../../state/cabinet/checked-file.js';
import {
  createCabinetTurn,
  createHomeFiles,
  createMembersFile,
  type HomeFiles,
  type Members,
} from '../../state/cabinet/home-files.js';
import type { Lock } from '../../state/lock.js';
import type { Fence } from '../../state/shared-state.js';

/** A home that another machine scans. */
export interface HomeElsewhere {
  readonly name: string;
  /** What was wrong with it when it was last looked at. */
  readonly error: string | null;
}

export interface CabinetPlace {
  /** To be had by who scans. */
  readonly turn: Lock;
  readonly members: CheckedFile<Members>;
  filesOf(name: string): HomeFiles;
  /** Undefined where there are none but one's own, of which nobody else writes. */
  readonly shared: SharedPlace | undefined;
}

/** What is different where others scan homes of the same cabinet. */
export interface SharedPlace {
  /**
   * All homes of the cabinet as they are now, in its order, those of one's own by their name alone. What is kept of them is at
   * hand from then on.
   */
  look(): Promise<readonly (string | HomeElsewhere)[]>;
  /** Names what is kept of a home's share, as of the last look. */
  shareMark(name: string): string | undefined;
  /** Resolves when nobody else adds up the homes, until the turn is given back. */
  settle(): Promise<void>;
  /** Notes that homes of one's own were looked at, and what was wrong with each. */
  seen(homes: readonly HomeElsewhere[]): Promise<void>;
  /** A home's state directory is a copy of another one's: it is to be another home. @throws AchievementsError */
  renew(name: string): Promise<void>;
  /** By which what was added up may be published; undefined before `settle`. */
  readonly fence: Fence | undefined;
  /** By the clock of all. Unix milliseconds. */
  now(): number;
}

export function createDirectoryPlace(stateDir: string): CabinetPlace {
  const turn = createCabinetTurn(stateDir);
  return {
    turn,
    members: createMembersFile(stateDir),
    filesOf: (name) => createHomeFiles(stateDir, name, turn),
    shared: undefined,
  };
}
