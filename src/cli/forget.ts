import { forgetHome } from '../service.js';
import type { Console } from './console.js';
import { EXIT, type ExitCode, Hint } from './exit.js';
import { type HomeFlags, resolveHome } from './home.js';

/** Has a store forget a home whose machine is gone for good. @param name what it is called */
export async function forget(name: string, flags: HomeFlags, console: Console): Promise<ExitCode> {
  const config = resolveHome(flags);
  if (config.store === undefined)
    throw new Hint('Only a store has homes to forget: give its address as --store.', EXIT.usage);
  await forgetHome(config, name);
  console.out.say(
    `${name} counts no more once another machine has scanned. What it unlocked stays; a router that has it still brings it back.`,
  );
  return EXIT.ok;
}
