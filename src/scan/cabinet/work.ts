import { Job } from '../job.js';
import type { PartOptions } from './home-to-scan.js';
import { KeyingStore } from './keying-store.js';

/** What a home is scanned with; it has what was counted in memory. */
export interface Work {
  readonly store: KeyingStore;
  readonly job: Job;
}

export function workOn({ home, files, ...others }: PartOptions): Work {
  const store = new KeyingStore(files.store);
  return { store, job: new Job({ ...others, store, source: home.source(), titles: home.titles }) };
}
