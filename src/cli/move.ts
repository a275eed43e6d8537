import { moveOut } from '../service.js';
import type { Console } from './console.js';
import { EXIT, type ExitCode, Hint } from './exit.js';
import { type HomeFlags, resolveHome } from './home.js';
import { refreshed, withSession } from './session.js';
import { sayTrouble } from './trouble.js';

export interface MoveFlags extends HomeFlags {
  /** The address of a store, or `files`. */
  readonly to: string;
}

/** Brings what was earned from files into a store, or back. What was there before stays in both. */
export function move(flags: MoveFlags, console: Console): Promise<ExitCode> {
  return flags.to === 'files' ? out(flags, console) : into(flags, console);
}

/** A scan into the store takes along what the files of the state directory have unlocked. */
function into({ to, ...flags }: MoveFlags, console: Console): Promise<ExitCode> {
  return withSession({ ...flags, store: to }, console, async (session) => {
    const view = await refreshed(session);
    const code = sayTrouble(view, session);
    if (code === EXIT.ok)
      console.out.say(
        `The store has ${view.payload.unlocked_count} unlocked badges now. Give the router the option store, and start it anew.`,
      );
    return code;
  });
}

async function out({ to: _, ...flags }: MoveFlags, console: Console): Promise<ExitCode> {
  const config = resolveHome(flags);
  if (config.store === undefined)
    throw new Hint('To move to files takes a store to move from: give its address as --store.', EXIT.usage);
  const unlocked = await moveOut(config);
  console.out.say(
    `${config.stateDir} has ${unlocked} unlocked badges now. Take the option store from the router, and start it anew.`,
  );
  return EXIT.ok;
}
