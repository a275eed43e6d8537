#!/usr/bin/env node
import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { AchievementsError } from '../errors.js';
import { type Console, createConsole } from './console.js';
import { EXIT, type ExitCode, Hint } from './exit.js';
import { guardOutput } from './output.js';
import { createProgram } from './program.js';

guardOutput(process);
const code = await run(process.argv.slice(2), createConsole(process, process.env));
// What could not be written has set it already.
if (code !== EXIT.ok) process.exitCode = code;

async function run(args: readonly string[], console: Console): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  try {
    await createProgram(console, (ended) => {
      code = ended;
    }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, console);
  }
}

function explain(error: unknown, { err }: Console): ExitCode {
  // It has said everything already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Hint) {
    err.say(error.message);
    return error.exitCode;
  }
  err.say(error instanceof AchievementsError ? error.message : `A bug of ours: ${inspect(error)}`);
  return EXIT.failed;
}
