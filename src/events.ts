import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import type { ImportEvent, Logger, UnlockEvent } from './types.js';

/** What listeners may hear, and with what. */
export interface AchievementsEvents {
  /** A badge was unlocked, or has reached a higher tier. */
  unlock: UnlockEvent;
  /** A first scan is through: all that it unlocked, in place of an `unlock` for each. */
  import: ImportEvent;
}

export type EventName = keyof AchievementsEvents;

/** May be async. What it throws, or rejects with, goes to the logger. */
export type Listener<Name extends EventName> = (event: AchievementsEvents[Name]) => unknown;

/** Listeners of a router. They are called at once, in the order in which they came. */
export interface Events {
  on<Name extends EventName>(name: Name, listener: Listener<Name>): void;
  once<Name extends EventName>(name: Name, listener: Listener<Name>): void;
  off<Name extends EventName>(name: Name, listener: Listener<Name>): void;
  /** Never throws, and no listener keeps another from hearing. */
  emit<Name extends EventName>(name: Name, event: AchievementsEvents[Name]): void;
}

const NAMES: readonly unknown[] = ['unlock', 'import'] satisfies EventName[];

export function createEvents(logger: Logger): Events {
  const emitter = new EventEmitter();
  const known = (name: EventName): EventName => {
    if (NAMES.includes(name)) return name;
    // A listener for it would wait for ever.
    throw new TypeError(`There is no event ${inspect(name)}: listen to ${NAMES.join(' or ')}.`);
  };
  return {
    on: (name, listener) => void emitter.on(known(name), listener),
    once: (name, listener) => void emitter.once(known(name), listener),
    off: (name, listener) => void emitter.off(known(name), listener),
    emit(name, event) {
      for (const listener of emitter.rawListeners(name)) void call(listener, name, event, logger);
    },
  };
}

/** Runs the listener at once, and never rejects. */
async function call(listener: unknown, name: EventName, event: unknown, logger: Logger): Promise<void> {
  try {
    if (typeof listener === 'function') await listener(event);
  } catch (error) {
    logger.error(`A listener for '${name}' failed.\n${inspect(error)}`);
  }
}
