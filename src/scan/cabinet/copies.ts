/** Finds the sessions that lie in several homes, on those days alone on which something may be another one. */

import { type KeyedSession, losersOf } from '../../engine/folding/copies.js';
import type { Members } from '../../state/cabinet/home-files.js';
import { sessionsIn } from '../../state/cabinet/keys.js';
import { dayNameOf } from '../block.js';
import type { Days, HomePart } from './home-part.js';

/** By home and day, the keys of its sessions that count elsewhere. */
export interface Copies {
  /** The days that were looked at: on all others it is as it was. */
  readonly looked: Days;
  readonly losers: ReadonlyMap<HomePart, ReadonlyMap<string, ReadonlySet<string>>>;
}

/**
 * @param parts in the order of the list
 * @param members as of when copies were last looked for; undefined: never
 */
export async function findCopies(parts: readonly HomePart[], members: Members | undefined): Promise<Copies> {
  const looked = daysToLookAt(parts, members);
  const losers = new Map<HomePart, Map<string, ReadonlySet<string>>>();
  const byDay = daysOfSeveral(parts, looked);
  const sessions = new Map<HomePart, ReadonlyMap<string, readonly string[]>>();
  for (const [day, homes] of byDay) {
    for (const home of homes) if (!sessions.has(home)) sessions.set(home, await textsByDay(home, looked));
    const found = losersOf(
      homes.map((home) => ({ home, sessions: keyed(home, day, sessions.get(home)?.get(day)) })),
    );
    for (const [home, keys] of found) {
      const days = losers.get(home);
      if (days === undefined) losers.set(home, new Map([[day, keys]]));
      else days.set(day, keys);
    }
  }
  return { looked, losers };
}

function daysToLookAt(parts: readonly HomePart[], members: Members | undefined): Days {
  const looked = new Set<string>();
  const isSameList = members !== undefined && [...members.keys()].join('\0') === namesOf(parts);
  for (const part of parts) {
    for (const day of part.changedDays) looked.add(day);
    // It came, or was saved and then the process died.
    const isNew = members?.get(part.name) === undefined || members.get(part.name) !== part.versionBefore;
    if (isNew) for (const day of part.days) looked.add(day);
    // Where it counted before may be gone, or stand elsewhere in the list.
    if (!isSameList) for (const day of part.share?.dropped.keys() ?? []) looked.add(day);
  }
  return looked;
}

function namesOf(parts: readonly HomePart[]): string {
  return parts.map(({ name }) => name).join('\0');
}

/** Those days on which sessions of more than one home started. */
function daysOfSeveral(parts: readonly HomePart[], looked: Days): ReadonlyMap<string, readonly HomePart[]> {
  const byDay = new Map<string, HomePart[]>();
  for (const part of parts) {
    for (const day of part.days) {
      if (!looked.has(day)) continue;
      const homes = byDay.get(day);
      if (homes === undefined) byDay.set(day, [part]);
      else homes.push(part);
    }
  }
  return new Map([...byDay].filter(([, homes]) => homes.length > 1));
}

async function textsByDay(part: HomePart, looked: Days): Promise<ReadonlyMap<string, readonly string[]>> {
  const texts = new Map<string, string[]>();
  for (const [key, text] of await part.keys()) {
    const day = dayNameOf(key);
    if (!looked.has(day)) continue;
    const others = texts.get(day);
    if (others === undefined) texts.set(day, [text]);
    else others.push(text);
  }
  return texts;
}

function* keyed(home: HomePart, day: string, texts: readonly string[] = []): Generator<KeyedSession> {
  const dropped = new Set(home.isFixed ? home.share?.dropped.get(day)?.keys : []);
  for (const text of texts)
    for (const session of sessionsIn(text)) {
      if (!home.isFixed) yield session;
      // What counts there cannot be taken out of it: it counts nowhere else.
      else if (!dropped.has(session.key)) yield { ...session, messages: Number.POSITIVE_INFINITY };
    }
}
