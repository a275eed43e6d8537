/** Does what floors do when it is told, and tells how long each took, in milliseconds. It ends with its parent. */
import { putBehind } from '#src/scan/priority.js';
import type { Place } from '../support/place.js';
import { groupSchema, readSchema } from '../support/postgres-reading.js';
import { groupRows, readRows } from '../support/reading.js';
import { timed } from '../support/rounds.js';

export type FloorTask =
  | { readonly type: 'read'; readonly place: Place; readonly rowsAtOnce: number }
  | { readonly type: 'group'; readonly place: Place; readonly handOut: boolean };

// As the process of a scan; before the driver starts its threads, which inherit it.
putBehind(process.pid);

process.on('message', async (task: FloorTask) => {
  process.send?.(await timed(() => perform(task)));
});

async function perform(task: FloorTask): Promise<void> {
  const { place } = task;
  if (task.type === 'read')
    await (typeof place === 'string' ? readRows(place, task.rowsAtOnce) : readSchema(place, task.rowsAtOnce));
  else await (typeof place === 'string' ? groupRows(place, task.handOut) : groupSchema(place, task.handOut));
}
process.send?.('ready');
