/**
 * Runs the built specs on other versions of Node: `npm run test:node -- 22 24`, or, without a version, on each major one
 * that is supported but this. What follows the versions goes to mocha, in place of all specs. Each Node comes as an npm
 * package, of which no script is run, and is removed again. The driver's binding is of Node-API: one fits all.
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process, { env } from 'node:process';

const MAJORS = ['20', '22', '24'];
const VERSION = /^\d+(?:\.\d+){0,2}$/;

const given = process.argv.slice(2);
const others = MAJORS.filter((major) => !process.version.startsWith(`v${major}.`));
const firstOther = given.findIndex((argument) => !VERSION.test(argument));
const named = firstOther < 0 ? given : given.slice(0, firstOther);
const forMocha = firstOther < 0 ? ['.build/spec/**/*.spec.js'] : given.slice(firstOther);

/** Who interrupts this waits for what runs, and nothing is left behind. @type {NodeJS.Signals | undefined} */
let interrupted;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    interrupted = signal;
  });

const folder = mkdtempSync(join(tmpdir(), 'node-versions-'));
try {
  const failed = [];
  for (const version of named.length > 0 ? named : others) {
    if (!(await passes(version))) failed.push(version);
    if (interrupted !== undefined) throw new Error(`Interrupted by ${interrupted} on Node ${version}.`);
  }
  if (failed.length > 0) throw new Error(`Not all went well on Node ${failed.join(', ')}: see above.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} version */
async function passes(version) {
  const bin = await fetchNode(version);
  if (bin === undefined) return false;
  const node = join(bin, 'node');
  // Whatever the specs start takes the same Node, npm too.
  const options = { env: { ...env, PATH: `${bin}${delimiter}${env.PATH}` } };
  console.log(`\nNode ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout}`);
  return await run(node, ['node_modules/mocha/bin/mocha.js', ...forMocha], options);
}

/**
 * @param {string} version
 * @returns {Promise<string | undefined>} the folder of the program; undefined when it cannot be had, which is said
 */
async function fetchNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const place = join(folder, version);
  const quietly = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  if (await run('npm', ['install', '--prefix', place, ...quietly, `${name}@${version}`]))
    return join(place, 'node_modules', name, 'bin');
  console.error(`Node ${version} cannot be had: npm could not install ${name}@${version}.`);
  return undefined;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} options
 */
async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'inherit', ...options });
  const [code] = await once(child, 'exit');
  return code === 0;
}
