/** Process entry: the child that opens the history, so that the locks of another SQLite in the host's process stay its own. */
import { setFlagsFromString } from 'node:v8';
import { processPort } from './process-port.js';
import { serve } from './worker-side.js';

/**
 * Bytes of code that V8 draws into a function that it optimizes; by default 920. Few functions of a scan are worth more, and to
 * optimize large ones took a sixth of the time of a first scan. Set here, where a V8 that has no such flag passes it over: as an
 * argument of the program it would keep that from starting.
 */
setFlagsFromString('--max-inlined-bytecode-size-cumulative=150');

serve(processPort());
