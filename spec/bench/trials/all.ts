import type { Trial } from '../support/trial.js';
import { coldScan, growth } from './cold-scan.js';
import { hostile } from './hostile.js';
import { matcher } from './matcher.js';
import { memory } from './memory.js';
import { postgres } from './postgres.js';
import { refresh } from './refresh.js';
import { serving } from './serving.js';
import { sharedCabinet } from './shared-cabinet.js';
import { stall } from './stall.js';

export const TRIALS: readonly Trial[] = [
  coldScan,
  matcher,
  hostile,
  growth,
  refresh,
  serving,
  stall,
  memory,
  postgres,
  sharedCabinet,
];
