import type { Trial } from '../support/trial.js';
import { coldScan, growth } from './cold-scan.js';
import { hostile } from './hostile.js';
import { matcher } from './matcher.js';

export const TRIALS: readonly Trial[] = [coldScan, matcher, hostile, growth];
