import type { Trial } from '../support/trial.js';
import { damagedDatabases } from './damaged-databases.js';
import { damagedFiles } from './damaged-files.js';
import { kills } from './kills.js';

export const TRIALS: readonly Trial[] = [kills, damagedFiles, damagedDatabases];
