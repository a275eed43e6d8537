import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AchievementsOptions } from '#src/index.js';
import { createMemorySource } from '#src/source/memory-source.js';
import { toMemorySession } from '../../support/memory.js';
import { countsOf, startApp, unlockedIn } from '../support/app.js';
import { type Damage, diceOf, TEXT_DAMAGES } from '../support/damage.js';
import type { Finding } from '../support/finding.js';
import { sessionOf } from '../support/growth.js';
import type { Trial } from '../support/trial.js';
import { Promised, unlocksOf } from '../support/unlocks.js';

const SESSIONS = 120;

interface Truth {
  readonly options: AchievementsOptions;
  readonly counts: string;
  readonly promised: Promised;
}

export const damagedFiles: Trial = {
  name: 'damaged-files',
  about: 'damaged copies of state.json, the two files of the checkpoint and the snapshot, found at a start',
  atMostMinutes: 20,
  async *run({ quick, directory }) {
    const good = join(directory, 'good');
    const truth = await makeGood(good);
    const times = quick ? 30 : 1_010;
    const files = (await readdir(good)).filter((name) => /\.(?:json|blocks)$/.test(name));
    if (files.length !== 4) throw new Error(`not the files that were expected: ${files.join(', ')}`);
    const lanes = files.map((name, lane) =>
      damageAll(truth, { good, name, directory: join(directory, `${lane}`), times, seed: lane * 100_000 }),
    );
    // All of them, before the directory is removed, also when one breaks.
    for (const finding of await Promise.all(lanes)) yield finding;
  },
};

/** What was unlocked is unlocked by sessions that are gone: no scan finds it again. */
async function makeGood(stateDir: string): Promise<Truth> {
  const sessions = Array.from({ length: SESSIONS }, (_, number) => toMemorySession(sessionOf(number)));
  const options = { hermesHome: stateDir, stateDir, source: createMemorySource(sessions) };
  const app = await startApp(options);
  await app.rescan();
  sessions.splice(0, SESSIONS / 2);
  const { payload } = await app.rescan();
  await app.close();
  const promised = new Promised();
  promised.add(unlockedIn(payload));
  return { options, counts: countsOf(payload), promised };
}

async function damageAll(
  truth: Truth,
  {
    good,
    name,
    directory,
    times,
    seed,
  }: {
    readonly good: string;
    readonly name: string;
    readonly directory: string;
    readonly times: number;
    readonly seed: number;
  },
): Promise<Finding> {
  const content = await readFile(join(good, name));
  const losses: string[] = [];
  const backAfterMs: number[] = [];
  for (let run = 0; run < times; run++) {
    await rm(directory, { recursive: true, force: true });
    await cp(good, directory, { recursive: true, preserveTimestamps: true });
    const damage = TEXT_DAMAGES[run % TEXT_DAMAGES.length];
    if (damage === undefined) break;
    await writeFile(join(directory, name), damage.make(Buffer.from(content), diceOf(seed + run)));
    const found = await startWith(truth, directory, damage, backAfterMs);
    losses.push(...found.map((loss) => `${name}, seed ${seed + run}, ${damage.name}: ${loss}`));
  }
  return { fault: `${name} damaged`, times, losses, backAfterMs, note: 'first right answer after a start' };
}

async function startWith(
  { options, counts, promised }: Truth,
  stateDir: string,
  { name }: Damage,
  backAfterMs: number[],
): Promise<readonly string[]> {
  const losses: string[] = [];
  const began = performance.now();
  const app = await startApp({ ...options, stateDir });
  const first = await app.read();
  const isRight = countsOf(first) === counts;
  if (isRight) backAfterMs.push(performance.now() - began);
  // A notice about state.json is no excuse for a count.
  else if (!first.is_stale) losses.push('the first answer has other counts');
  losses.push(...promised.missingIn(unlockedIn(first), 'in the first answer'));
  const { status, payload } = await app.rescan();
  if (!isRight) backAfterMs.push(performance.now() - began);
  if (status !== 200) losses.push(`the rescan says ${status}`);
  else if (countsOf(payload) !== counts) losses.push('the rescan has other counts');
  await app.close();
  const stored = await unlocksOf(join(stateDir, 'state.json')).catch((error: unknown) => {
    losses.push(`${name}: ${error}`);
    return [];
  });
  losses.push(...promised.missingIn(stored, 'in state.json'));
  return losses;
}
