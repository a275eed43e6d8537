/**
 * Scans a history from nothing and tells how much memory that took at its peak, over what the process had: `memory.js
 * <database>`. Counted are this process and its children together; what they share counts once where the system tells.
 */
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { tell } from '../support/process.js';
import { scanCold } from '../support/scans.js';

export interface MemoryUse {
  readonly idle: number;
  readonly peak: number;
}

const EVERY_MS = 10;

const [, , databasePath = ''] = argv;
globalThis.gc?.();
const idle = used();
let peak = idle;
const look = setInterval(() => {
  peak = Math.max(peak, used());
}, EVERY_MS);
await scanCold(databasePath);
clearInterval(look);
const use: MemoryUse = { idle, peak };
tell(use);

/** In bytes. */
function used(): number {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    return ['self', ...children.filter(Boolean)].map(shareOf).reduce((sum, share) => sum + share, 0);
  } catch {
    // Not Linux: then the children are left out.
    return process.memoryUsage.rss();
  }
}

function shareOf(pid: string): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    // It has just ended.
    return 0;
  }
}
