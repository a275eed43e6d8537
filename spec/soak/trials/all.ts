import type { Trial } from '../support/trial.js';
import { damagedDatabases } from './damaged-databases.js';
import { damagedFiles } from './damaged-files.js';
import { kills } from './kills.js';
import { longevity } from './longevity.js';
import { routers } from './routers.js';
import { scanProcessKills } from './scan-process-kills.js';
import { sharedCabinet } from './shared-cabinet.js';
import { twoProcesses } from './two-processes.js';

export const TRIALS: readonly Trial[] = [
  kills,
  scanProcessKills,
  damagedFiles,
  damagedDatabases,
  longevity,
  routers,
  twoProcesses,
  sharedCabinet,
];
