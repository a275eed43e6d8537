/** Process entry: the child that opens the history, so that the locks of another SQLite in the host's process stay its own. */
import { processPort } from './process-port.js';
import { serve } from './serve.js';

serve(processPort());
