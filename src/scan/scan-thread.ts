/** Thread entry, where no process of its own can be had. */
import { parentPort } from 'node:worker_threads';
import { CONTROL, type ThreadWord } from './control.js';
import { giveWay } from './priority.js';
import { type Port, serve } from './worker-side.js';

giveWay();
if (parentPort !== null) serve(portTo(parentPort));

function portTo(host: NonNullable<typeof parentPort>): Port {
  let control: Int32Array | undefined;
  const stopped = () => control !== undefined && Atomics.load(control, CONTROL.stop) === 1;
  return {
    stopped,
    hear(listener) {
      host.on('message', ({ word, control: given }: ThreadWord) => {
        control = given ?? control;
        const woken = given && Atomics.waitAsync(given, CONTROL.stop, 0);
        if (woken?.async) void woken.value.then(() => stopped() && listener({ type: 'stop' }));
        listener(word);
      });
    },
    tell(word) {
      if (word.type === 'ended' && control !== undefined) {
        // The last call into SQLite has returned by now, its callback included.
        Atomics.store(control, CONTROL.quiet, 1);
        Atomics.notify(control, CONTROL.quiet);
        // Nobody waits for a request to stop any more.
        Atomics.notify(control, CONTROL.stop);
      }
      host.postMessage(word);
    },
    leave: () => host.close(),
  };
}
