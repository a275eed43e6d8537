import type { BlockName, HomeStore } from '../state/home-store.js';

/** Blocks whose records cannot be read any more: their sessions are not known, whatever was thought before. */
export class DamagedBlocks extends Error {
  readonly keys: ReadonlySet<string>;

  constructor(keys: ReadonlySet<string>) {
    super('Blocks of the checkpoint cannot be read.');
    this.keys = keys;
  }
}

/** Where one is, there may be more: all are looked at, so that this happens once. */
export async function damagedAmong(
  blocks: Iterable<BlockName>,
  store: Pick<HomeStore, 'records'>,
): Promise<DamagedBlocks> {
  const keys = new Set<string>();
  for (const block of blocks) {
    const isThere = block.entries.length === 0 || (await store.records(block)) !== undefined;
    if (!isThere) keys.add(block.key);
  }
  return new DamagedBlocks(keys);
}
