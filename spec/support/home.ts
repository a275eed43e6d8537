/** A Hermes home for each spec, removed after it. */

import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Home {
  readonly path: string;
  /** `state.db` in it; nothing is there yet. */
  readonly databasePath: string;
  readonly stateDir: string;
}

/** Call it in a `describe`; call what it returns in the specs and hooks of that `describe`. */
export function temporaryHome(): () => Home {
  let home: Home | undefined;
  beforeEach(async () => {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'hermes-')));
    home = {
      path,
      databasePath: join(path, 'state.db'),
      stateDir: join(path, 'plugins', 'hermes-achievements'),
    };
  });
  afterEach(async () => {
    // A scan that was called off may still be at its last file.
    if (home !== undefined) await rm(home.path, { recursive: true, force: true, maxRetries: 10 });
    home = undefined;
  });
  return () => {
    if (home === undefined) throw new Error('temporaryHome() was used outside of a spec');
    return home;
  };
}
