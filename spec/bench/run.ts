/** `npm run bench -- [--quick] [--list] [trial …]`: measures, and shows a table. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { type Figure, verdict } from './support/figure.js';
import { runProcess } from './support/process.js';
import { table } from './support/table.js';
import { TRIALS } from './trials/all.js';

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => TRIALS.every((trial) => trial.name !== name));
if (values.list || unknown.length > 0) {
  for (const name of unknown) stdout.write(`There is no trial "${name}". There are:\n`);
  for (const { name, about } of TRIALS) stdout.write(`${name.padEnd(10)} ${about}\n`);
  exit(unknown.length > 0 ? 1 : 0);
}

const chosen = TRIALS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const results = new Map<string, Figure[]>();
const broken: string[] = [];
for (const { name } of chosen) {
  stdout.write(`${name} …`);
  const began = performance.now();
  results.set(name, await measure(name));
  stdout.write(` ${Math.round((performance.now() - began) / 1000)} s\n`);
}

const figures = [...results.values()].flat();
const missed = figures.filter((figure) => verdict(figure) === 'miss').length;
const judged = figures.filter((figure) => verdict(figure) !== '').length;
stdout.write(`\n${table(results)}\n\n${judged - missed} of ${judged} targets reached. ${machine()}\n`);
for (const line of broken) stdout.write(`${line}\n`);
if (broken.length > 0) exit(1);

/** A trial that breaks costs its own figures only. */
async function measure(name: string): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'hermes-bench-'));
  const found: Figure[] = [];
  try {
    const quick = values.quick ? ['quick'] : [];
    for await (const figure of runProcess<Figure>('trial', name, directory, ...quick)) found.push(figure);
  } catch (error) {
    broken.push(`${name} broke down: ${error instanceof Error ? error.message : error}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return found;
}

function machine(): string {
  const load = loadavg().map((value) => value.toFixed(1));
  return `Node ${process.version}, ${availableParallelism()} cores, load ${load.join(' ')} (1, 5, 15 minutes).`;
}
