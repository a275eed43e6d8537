/**
 * Takes a lock, says so, and keeps it until it is killed: `locking-child.js <path>`. With a number beside it: takes it so
 * many times, each time for a moment, and fails when somebody else is there meanwhile.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createLock } from '#src/state/lock.js';

const [, , path = '', times] = process.argv;
const lock = createLock(path);
const inside = `${path}.inside`;

async function takeTurn() {
  for (;;) {
    const held = await lock.take();
    if (held !== undefined) return held;
    await delay(1);
  }
}

if (times === undefined) {
  await takeTurn();
  process.send?.('held');
  process.on('message', () => process.send?.('alive'));
} else {
  for (let turn = 0; turn < Number(times); turn++) {
    const held = await takeTurn();
    await writeFile(inside, String(process.pid), { flag: 'wx' });
    if (turn % 2 === 0) await delay(1);
    if ((await readFile(inside, 'utf8')) !== String(process.pid)) throw new Error('somebody else is inside');
    await rm(inside);
    await held.release();
  }
  if (lock.problem !== undefined) throw lock.problem;
  process.disconnect();
}
