/**
 * Saves, saves more, and resets, and kills itself on the way: `<directory> <step>`. The step is the number of a
 * change in the file system, from 0; it is killed just before it, or half into a write. What is safe by then it tells.
 */
import { writeFileSync } from 'node:fs';
import { createState } from '#src/state/state.js';
import { watchFileSystem } from '../support/file-system.js';
import { NOTHING_SEEN, stateOf, T, unlock } from './support.js';

const [, , stateDir = '', step = ''] = process.argv;
const unlocksOf = (count: number) =>
  stateOf(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`badge-${index}`, unlock(T + index)])),
  );
const changes = (count: number) => ({
  unlocks: unlocksOf(count),
  snapshot: {
    analysisVersion: 'v1',
    timeZone: 'Europe/Berlin',
    database: 'd1',
    databasePath: 'p1',
    payload: { count },
    aggregate: [],
    evidence: [],
    view: NOTHING_SEEN,
    unlocks: new Map(),
  },
});

let steps = 0;
watchFileSystem({
  before({ path, data, flags }) {
    if (!path.startsWith(stateDir) || flags === 'r') return;
    if (steps++ !== Number(step)) return;
    if (data !== undefined) writeFileSync(path, data.subarray(0, data.length / 2));
    process.kill(process.pid, 'SIGKILL');
  },
});

const state = createState({ stateDir });
const say = (safe: string) => process.stdout.write(`${safe}\n`);
await state.saveAll(changes(3), T * 1000);
say('3');
await state.saveAll(changes(5), (T + 60) * 1000);
say('5');
await state.reset((T + 120) * 1000);
say('reset');
