/**
 * Saves until it is killed; says each time what is safe by then. Arguments: directory, and `once` for a
 * single save.
 */
import { foldOf } from '#src/engine/folding/fold.js';
import { createHomeStore } from '#src/state/home-files.js';
import type { BlockToStore } from '#src/state/home-store.js';
import { createState } from '#src/state/state.js';
import { recordOf, utc } from '../support/records.js';
import { stateOf, T, unlock } from './support.js';

// Else a write beyond the limit of file sizes ends the process instead of failing.
process.on('SIGXFSZ', () => undefined);

const [, , stateDir = '', how] = process.argv;
const state = createState({ stateDir });
const store = createHomeStore(stateDir);
await store.load();
const title = 'A title of some length '.repeat(40);
const evidence = { session_id: 's', title, value: 1 };

const ORIGIN = { analysisVersion: 'v', foldedBy: 'f', identity: 'i' };

/** Of some size, and another one with each save. */
function blockOf(key: string, count: number): BlockToStore {
  const filling = 'x'.repeat(2_000);
  const records = Array.from({ length: 50 }, (_, index) =>
    recordOf({ id: `${key} ${index}`, title: filling }, { message_count: count }),
  );
  return { key, records, fold: foldOf(records, utc), checkedAt: T };
}

for (let count = 1; ; count++) {
  const unlocks = stateOf(
    Object.fromEntries(
      Array.from({ length: 20 + count }, (_, index) => [`badge-${index}`, unlock(T, { evidence })]),
    ),
  );
  try {
    await state.saveAll({ unlocks }, T * 1000);
    for (let number = 0; number < 3; number++) await store.put(blockOf(`${number}.0`, unlocks.unlocks.size));
    await store.commit(ORIGIN);
    process.send?.({ saved: unlocks.unlocks.size });
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  }
  if (how === 'once') break;
}
process.disconnect?.();
