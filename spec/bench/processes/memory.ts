/**
 * Scans a history from nothing and tells how much memory that took at its peak, over what the process had: `memory.js
 * <place>`. Counted are this process and its children together; what they share counts once where the system tells.
 */
import { argv, memoryUsage, pid } from 'node:process';
import { readPlace } from '../support/place.js';
import { tell } from '../support/process.js';
import { scanCold } from '../support/scans.js';
import { memoryOf } from '../support/usage.js';

export interface MemoryUse {
  readonly idle: number;
  readonly peak: number;
}

const EVERY_MS = 10;
// Where the system does not tell, the children are left out.
const used = (): number => memoryOf(pid) ?? memoryUsage.rss();

const [, , place = ''] = argv;
globalThis.gc?.();
const idle = used();
let peak = idle;
const look = setInterval(() => {
  peak = Math.max(peak, used());
}, EVERY_MS);
await scanCold(readPlace(place));
clearInterval(look);
const use: MemoryUse = { idle, peak };
tell(use);
