import { sourceOf } from '../source/history-place.js';
import { createHomeStore } from '../state/home-files.js';
import type { Lock } from '../state/lock.js';
import { ChangingZone } from '../time-zone/changing-zone.js';
import { localTimeIn } from '../time-zone/time-zone.js';
import type { SessionRecord } from '../types.js';
import { CabinetJob } from './cabinet/cabinet-job.js';
import { createDirectoryPlace } from './cabinet/cabinet-place.js';
import type { HomeToFind } from './cabinet/find-homes.js';
import type { HomeToScan } from './cabinet/home-to-scan.js';
import { createStorePlace, type OwnHome } from './cabinet/store-place.js';
import { markOf, nameOf } from './history-mark.js';
import { Job } from './job.js';
import type { Home } from './messages.js';

/** What a worker keeps from task to task. */
export interface Workplace {
  readonly turn: Lock;
  readonly job: Pick<Job, 'scan' | 'date'>;
  /** The record of a session that could not be saved. */
  find(id: string): Promise<SessionRecord | undefined>;
  /** Which homes there are, and by which zone days are told, may have changed since the last task. */
  turnTo(home: Home): void;
  /** Lets go of what would keep the worker alive. */
  close(): Promise<void>;
}

export function createWorkplace(home: Home): Workplace {
  const { history, stateDir, timeZone: name } = home;
  if (history === undefined) return cabinetWorkplace(home);
  const timeZone = { name, localTime: localTimeIn(name) };
  const store = createHomeStore(stateDir);
  const job = new Job({ source: sourceOf(history), store, timeZone, now: Date.now });
  return { turn: store.turn, job, find: (id) => job.find(id), turnTo() {}, close: async () => {} };
}

function cabinetWorkplace({
  stateDir,
  store,
  homes: first,
  timeZone: name,
}: Extract<Home, { readonly history?: undefined }>): Workplace {
  const timeZone = new ChangingZone(name);
  let homes = first;
  const shared = store && createStorePlace({ store, stateDir, homes: () => Promise.all(homes.map(toOwn)) });
  const place = shared ?? createDirectoryPlace(stateDir);
  const now = shared === undefined ? Date.now : () => shared.shared.now();
  const job = new CabinetJob({ place, timeZone, now });
  return {
    turn: place.turn,
    job,
    find: async () => undefined,
    turnTo(cabinet) {
      homes = cabinet.homes ?? [];
      timeZone.set(cabinet.timeZone);
      // What a store holds leaves this machine; files do not.
      job.setHomes(homes.map((home) => toScan(home, store !== undefined)));
    },
    close: async () => await shared?.close(),
  };
}

/** A home that is busy is shown as it was, and asked again with the next refresh: the others do not wait for it. */
const AMONG_OTHERS = { busyTimeoutMs: 500 };

function toScan({ name, history, notice, titles }: HomeToFind, leaves: boolean): HomeToScan {
  return {
    name,
    notice,
    source: () => sourceOf(history, AMONG_OTHERS),
    look: () => markOf(history),
    ...(leaves && { titles }),
  };
}

/** @returns it as it joins others in a store */
export async function toOwn({ name, history, titles = true }: HomeToFind): Promise<OwnHome> {
  return { name, place: await nameOf(history), titles, isShared: history.kind === 'postgres' };
}
