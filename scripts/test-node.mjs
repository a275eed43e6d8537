/**
 * Runs the built specs on other versions of Node: `npm run test:node -- 22 24`, or, without a version, on each major one
 * that is supported but this. What follows the versions goes to mocha, in place of all specs. Each Node comes as an npm
 * package, of which no script is run, and is removed again. The driver's binding is of Node-API: one fits all.
 */

import { spawnSync } from 'node:child_process';
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

const folder = mkdtempSync(join(tmpdir(), 'node-versions-'));
try {
  const failed = (named.length > 0 ? named : others).filter((version) => !passes(version));
  if (failed.length > 0) throw new Error(`Not all went well on Node ${failed.join(', ')}: see above.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} version */
function passes(version) {
  const bin = fetchNode(version);
  const node = join(bin, 'node');
  // Whatever the specs start takes the same Node, npm too.
  const options = { env: { ...env, PATH: `${bin}${delimiter}${env.PATH}` } };
  console.log(`\nNode ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout}`);
  return run(node, ['node_modules/mocha/bin/mocha.js', ...forMocha], options);
}

/**
 * @param {string} version
 * @returns {string} the folder of the program
 */
function fetchNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const place = join(folder, version);
  const quietly = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  if (!run('npm', ['install', '--prefix', place, ...quietly, `${name}@${version}`]))
    throw new Error(`Node ${version} cannot be had: npm could not install ${name}@${version}.`);
  return join(place, 'node_modules', name, 'bin');
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} options
 */
function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', ...options });
  if (error !== undefined) throw error;
  return status === 0;
}
