import { join } from 'node:path';

const PLUGIN = ['plugins', 'hermes-achievements'] as const;
const UNLOCK_COPY = ['plugin-data', 'hermes-achievements-router', 'state.json'] as const;
const CABINET = ['plugin-data', 'hermes-achievements-router', 'cabinet'] as const;

export interface StatePlaces {
  readonly stateDir: string;
  /** Where a second copy of the unlocks is kept; `undefined` unless `stateDir` is the folder of the plugin: none. */
  readonly unlockCopyPath: string | undefined;
}

/** Where our files live. @param given the option. @param isSeveral whether they are of several homes */
export function statePlaces(home: string, given: string | undefined, isSeveral: boolean): StatePlaces {
  const pluginDir = join(home, ...PLUGIN);
  const stateDir = given ?? (isSeveral ? join(home, ...CABINET) : pluginDir);
  // Outside of plugins/, where a folder is deleted whole when its plugin is removed, whoever has named it.
  return { stateDir, unlockCopyPath: stateDir === pluginDir ? join(home, ...UNLOCK_COPY) : undefined };
}
