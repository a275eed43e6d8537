/** `npm run soak -- [--quick] [--list] [trial …]`: lets accidents happen, and shows what was lost. Ends with 1 on a loss. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { runScript } from '../support/script.js';
import type { Finding } from './support/finding.js';
import { table } from './support/table.js';
import type { Trial } from './support/trial.js';
import { TRIALS } from './trials/all.js';

const SCRIPT = new URL('./processes/trial.js', import.meta.url);
/** Of a thousand losses of one kind the first few say it all. */
const MOST_LOSSES_SHOWN = 5;

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => TRIALS.every((trial) => trial.name !== name));
if (values.list || unknown.length > 0) {
  for (const name of unknown) stdout.write(`There is no trial "${name}". There are:\n`);
  for (const { name, about } of TRIALS) stdout.write(`${name.padEnd(16)} ${about}\n`);
  exit(unknown.length > 0 ? 1 : 0);
}

const chosen = TRIALS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const results = new Map<string, readonly Finding[]>();
const broken: string[] = [];
for (const trial of chosen) {
  stdout.write(`${trial.name} …`);
  const began = performance.now();
  results.set(trial.name, await live(trial));
  stdout.write(` ${Math.round((performance.now() - began) / 1000)} s\n`);
}

const lost = [...results.values()].flat().filter(({ losses }) => losses.length > 0);
stdout.write(`\n${table(results)}\n\n`);
for (const { fault, losses } of lost) {
  stdout.write(`${fault}:\n`);
  for (const loss of losses.slice(0, MOST_LOSSES_SHOWN)) stdout.write(`  ${loss}\n`);
}
for (const line of broken) stdout.write(`${line}\n`);
const isGood = lost.length === 0 && broken.length === 0;
stdout.write(`${isGood ? 'Nothing was lost.' : 'That must not be.'} ${machine()}\n`);
if (!isGood) exit(1);

/** A trial that breaks keeps no other from running. */
async function live({ name, atMostMinutes }: Trial): Promise<readonly Finding[]> {
  const directory = await mkdtemp(join(tmpdir(), 'hermes-soak-'));
  const found: Finding[] = [];
  try {
    const parameters = [name, directory, ...(values.quick ? ['quick'] : [])];
    for await (const finding of runScript<Finding>(SCRIPT, parameters, atMostMinutes * 60_000))
      found.push(finding);
  } catch (error) {
    broken.push(`${name} broke down: ${error instanceof Error ? error.message : error}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return found;
}

function machine(): string {
  return `Node ${process.version}, ${availableParallelism()} cores.`;
}
