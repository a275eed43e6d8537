/** Scans a history from nothing and tells how much memory that took at its peak, over what the process had: `memory.js <database>`. */
import { argv } from 'node:process';
import { tell } from '../support/process.js';
import { scanCold } from '../support/scans.js';

export interface MemoryUse {
  readonly idle: number;
  readonly peak: number;
}

const EVERY_MS = 5;

const [, , databasePath = ''] = argv;
globalThis.gc?.();
const idle = process.memoryUsage.rss();
let peak = idle;
const look = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, EVERY_MS);
await scanCold(databasePath);
clearInterval(look);
const use: MemoryUse = { idle, peak: Math.max(peak, process.resourceUsage().maxRSS * 1024) };
tell(use);
