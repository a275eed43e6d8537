/** One run of a command over the service that the router uses, too. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Coordinator } from '../cache/coordinator.js';
import type { View } from '../cache/view/view.js';
import { AchievementsError } from '../errors.js';
import type { Config } from '../options.js';
import { createHomesService, createService } from '../service.js';
import type { Logger } from '../types.js';
import type { Console } from './console.js';
import { EXIT, Hint } from './exit.js';
import { type HomeFlags, oneHome, resolveHome } from './home.js';
import type { Progress } from './progress-bar.js';
import { stopSignal } from './stop.js';

/** As long as a timer can take: a command waits for its scan. */
const NO_LIMIT_MS = 2 ** 31 - 1;
const POLL_MS = 100;

export interface Session {
  readonly config: Config;
  readonly service: Coordinator;
  readonly console: Console;
  /** What of a view is to be shown: one home of several, where it was asked for. */
  readonly shown: (view: View) => Promise<View>;
}

/** Opens the home, and closes it whatever comes: when the command is done, has failed, or is asked to stop. */
export async function withSession<T>(
  flags: HomeFlags,
  console: Console,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const logger = flags.verbose === true ? loudLogger(console) : undefined;
  const config = resolveHome(flags, { logger, rescanWaitMs: NO_LIMIT_MS });
  const service = createService(config);
  const stopping = stopSignal();
  const close = () => service.close();
  stopping.addEventListener('abort', close, { once: true });
  try {
    const name = oneHome(flags);
    const homes = name === undefined ? undefined : createHomesService(config, service);
    const shown = async (view: View) => (name && (await homes?.viewOf(name, view))) || view;
    return await use({ config, service, console, shown });
  } catch (error) {
    if (stopping.aborted) throw new Hint('Stopped. What was kept before is as it was.', EXIT.stopped);
    throw error;
  } finally {
    await close();
  }
}

/**
 * The history as it is now, or what is known of it where that cannot be had: then `error` in the view says why.
 * @throws AchievementsError when the command is asked to stop
 */
export async function refreshed({ service, console: { err }, shown }: Session, full = false): Promise<View> {
  try {
    return await shown(await following(service, err.progress.show, rescan(service, full)));
  } finally {
    err.progress.hide();
  }
}

async function rescan(service: Coordinator, full: boolean): Promise<View> {
  try {
    const result = await service.rescan({ full });
    if (result.done) return result.view;
  } catch (error) {
    if (!(error instanceof AchievementsError) || error.code === 'ERR_ACHIEVEMENTS_CLOSED') throw error;
    const view = await service.snapshot();
    // What all machines that share a store are shown says nothing of what went wrong here.
    return view.payload.error === null
      ? { ...view, payload: { ...view.payload, error: error.message } }
      : view;
  }
  return await service.snapshot();
}

/** Shows how far the scan is, until `work` is done. Keeps the process alive as long. */
async function following<T>(
  service: Coordinator,
  show: (progress: Progress | null) => void,
  work: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const ended = work.finally(() => done.abort());
  ended.catch(() => {});
  while (!done.signal.aborted) {
    await delay(POLL_MS, undefined, { signal: done.signal }).catch(() => {});
    if (!done.signal.aborted) show(progressOf(await service.status()));
  }
  return await ended;
}

/** The part of `/scan-status` that matters here. */
export function progressOf({ progress }: { readonly progress?: unknown }): Progress | null {
  if (typeof progress !== 'object' || progress === null) return null;
  if (!('scanned' in progress) || !('total' in progress)) return null;
  const { scanned, total } = progress;
  return typeof scanned === 'number' && typeof total === 'number' ? { scanned, total } : null;
}

function loudLogger({ err }: Console): Logger {
  const say = (line: string): void => {
    err.progress.hide();
    err.say(err.paint('dim', line));
  };
  return { debug: say, info: say, warn: say, error: say };
}
