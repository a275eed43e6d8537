import type { View } from '../cache/view/view.js';
import { EXIT, type ExitCode, Hint } from './exit.js';
import { historyLine, inFlags } from './home.js';
import type { Session } from './session.js';

/** Says what is wrong with what is shown, if something is. */
export function sayTrouble({ payload: { error } }: View, { config, console: { err } }: Session): ExitCode {
  if (error === null) return EXIT.ok;
  err.say(err.paint('red', inFlags(error)));
  err.say(err.paint('dim', `${historyLine(config)}\nUnlocks: ${config.stateDir}`));
  return EXIT.failed;
}

/** Whether there is nothing to show at all: no scan has ever succeeded. */
export function isEmpty({ payload }: View): boolean {
  return payload.scan_meta.mode === 'failed';
}

/** @throws Hint when nothing is kept */
export async function peeked({ service, shown }: Session): Promise<View> {
  const view = await service.peek();
  if (view === undefined) {
    throw new Hint('Nothing has been counted here yet. Leave --cached away, or run the command scan first.');
  }
  return await shown(view);
}
