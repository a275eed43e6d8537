/**
 * Scans a history of which nothing is known and tells how long the event loop stood still at most, in milliseconds:
 * `stall.js <database> scan|read`. `read` only reads it in another thread: what is left is the machine's noise.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { argv } from 'node:process';
import { startApp } from '../support/app.js';
import { tell } from '../support/process.js';
import { readOnly } from '../support/scans.js';

export interface Stall {
  readonly longestMs: number;
}

const [, , databasePath = '', task] = argv;
const app = await startApp(databasePath);
// The first request of a process loads and compiles what it needs; that is no part of a scan.
await fetch(`${app.url}/scan-status`);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
await (task === 'scan' ? app.rescan('?full=true') : readOnly(databasePath));
delay.disable();
await app.close();
const stall: Stall = { longestMs: delay.max / 1e6 };
tell(stall);
