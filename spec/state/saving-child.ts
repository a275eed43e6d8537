/**
 * Saves until it is killed; says each time what is safe by then. Arguments: directory, and `once` for a
 * single save.
 */
import { createState } from '#src/state/state.js';
import { stateOf, T, unlock } from './support.js';

// Else a write beyond the limit of file sizes ends the process instead of failing.
process.on('SIGXFSZ', () => undefined);

const [, , stateDir = '', how] = process.argv;
const state = createState({ stateDir });
const title = 'A title of some length '.repeat(40);
const evidence = { session_id: 's', title, value: 1 };

for (let count = 1; ; count++) {
  const unlocks = stateOf(
    Object.fromEntries(
      Array.from({ length: 20 + count }, (_, index) => [`badge-${index}`, unlock(T, { evidence })]),
    ),
  );
  try {
    await state.saveAll(
      { unlocks, checkpoint: JSON.stringify({ count, filling: 'x'.repeat(300_000) }) },
      T * 1000,
    );
    process.send?.({ saved: unlocks.unlocks.size });
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  }
  if (how === 'once') break;
}
process.disconnect?.();
