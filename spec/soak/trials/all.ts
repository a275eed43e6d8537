import type { Trial } from '../support/trial.js';
import { kills } from './kills.js';

export const TRIALS: readonly Trial[] = [kills];
