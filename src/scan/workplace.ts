import { sourceOf } from '../source/history-place.js';
import { createCabinetTurn } from '../state/cabinet/home-files.js';
import { createHomeStore } from '../state/home-files.js';
import type { Lock } from '../state/lock.js';
import { localTimeIn } from '../time-zone/time-zone.js';
import type { SessionRecord } from '../types.js';
import { CabinetJob } from './cabinet/cabinet-job.js';
import type { HomeToFind } from './cabinet/find-homes.js';
import type { HomeToScan } from './cabinet/home-to-scan.js';
import { markOf } from './history-mark.js';
import { Job } from './job.js';
import type { Home } from './messages.js';

/** What a worker keeps from task to task. */
export interface Workplace {
  readonly turn: Lock;
  readonly job: Pick<Job, 'scan' | 'date'>;
  /** The record of a session that could not be saved. */
  find(id: string): Promise<SessionRecord | undefined>;
  /** Which homes there are may have changed since the last task. */
  turnTo(home: Home): void;
}

export function createWorkplace({ history, stateDir, timeZone: name, homes }: Home): Workplace {
  const timeZone = { name, localTime: localTimeIn(name) };
  if (homes !== undefined) {
    const turn = createCabinetTurn(stateDir);
    const job = new CabinetJob({ stateDir, turn, timeZone, now: Date.now });
    return {
      turn,
      job,
      find: async () => undefined,
      turnTo: (cabinet) => job.setHomes((cabinet.homes ?? []).map(toScan)),
    };
  }
  const store = createHomeStore(stateDir);
  const job = new Job({ source: sourceOf(history), store, timeZone, now: Date.now });
  return { turn: store.turn, job, find: (id) => job.find(id), turnTo() {} };
}

function toScan({ name, history, notice }: HomeToFind): HomeToScan {
  return { name, notice, source: () => sourceOf(history), look: () => markOf(history) };
}
