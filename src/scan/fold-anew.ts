import type { HomeStore, StoredBlock } from '../state/home-store.js';
import type { Ledger } from './ledger.js';

/**
 * From contributions, without reading a message: the rules of folding are others, or the time zone is.
 * @param ledger an empty one, over this store
 */
export async function foldAnew(
  ledger: Ledger,
  store: HomeStore,
  blocks: readonly StoredBlock[],
): Promise<Ledger> {
  const checkedAt = Math.min(...blocks.map((block) => block.checkedAt));
  store.startAnew();
  for (const block of blocks) {
    // Of one that cannot be read the sessions are read anew.
    for (const record of (await store.acceptedRecords(block)) ?? [])
      if (ledger.stage(record)) await ledger.write(checkedAt);
  }
  await ledger.write(checkedAt);
  return ledger;
}
