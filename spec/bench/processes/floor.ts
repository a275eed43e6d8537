/** Does what floors do when it is told, and tells how long each took, in milliseconds. It ends with its parent. */
import { putBehind } from '#src/scan/priority.js';
import { groupRows, readRows } from '../support/reading.js';
import { timed } from '../support/rounds.js';

export type FloorTask =
  | { readonly type: 'read'; readonly databasePath: string; readonly rowsAtOnce: number }
  | { readonly type: 'group'; readonly databasePath: string; readonly handOut: boolean };

// As the process of a scan; before the driver starts its threads, which inherit it.
putBehind(process.pid);

process.on('message', async (task: FloorTask) => {
  const { databasePath } = task;
  process.send?.(
    await timed(() =>
      task.type === 'read' ? readRows(databasePath, task.rowsAtOnce) : groupRows(databasePath, task.handOut),
    ),
  );
});
process.send?.('ready');
