/** What the last list told: the next one then tells what changed, without a look at the rest. */

import { ownCopy } from '../../short-text.js';
import type { ListChanges, ListedSession } from '../../types.js';
import type { LongName } from '../long-name.js';
import { toList, toSessionId, unpack } from '../unpack.js';
import type { Row } from './row.js';
import { toListedSession } from './sessions.js';

/** What is told of some sessions' messages, packed, and the last id of them. */
export interface GroupPage {
  readonly packed: unknown;
  readonly last: Uint8Array;
}

/** What the statements answered. Pages that nobody will ask for again are taken out. */
export interface Answers {
  readonly oldest: unknown;
  readonly sessions: Row[];
  readonly groups: GroupPage[];
  readonly inactive: unknown;
  readonly names: ReadonlyMap<string, readonly LongName[]>;
}

/** Beyond that it takes more memory than a scan may have: some 300 bytes a session. */
const MOST_REMEMBERED = 100_000;

interface Remembered {
  readonly mark: string;
  readonly answers: Answers;
  /** What is told of each session's messages. */
  readonly told: Map<string, string>;
  /** On which page each session is. */
  readonly pages: Map<string, number>;
  /** How many messages all sessions have. */
  readonly rows: number;
}

export class ListMemory {
  #last: Remembered | undefined;
  readonly #models = new Map<string, string>();

  /** How many messages the sessions of the last list have. */
  get rows(): number {
    return this.#last?.rows ?? 0;
  }

  /** The end of a page of messages, so that as much work lies before it, with the sessions, as after it; undefined: none. */
  get split(): Uint8Array | undefined {
    const groups = this.#last?.answers.groups ?? [];
    return groups.length < 3 ? undefined : groups[Math.ceil(groups.length / 3) - 1]?.last;
  }

  /** All sessions, one by one; the list is remembered when all were taken. */
  *all(answers: Answers, mark: string, length: number): Generator<ListedSession> {
    this.#last = undefined;
    const isKept = length <= MOST_REMEMBERED;
    const told = new Map<string, string>();
    for (const { packed } of through(answers.groups, isKept)) addTold(told, packed);
    addTold(told, answers.inactive);
    const pages = new Map<string, number>();
    let rows = 0;
    let number = 0;
    for (const page of through(answers.sessions, isKept)) {
      for (const session of this.#sessionsOn(page, answers, told)) {
        if (pages.has(session.id)) continue;
        pages.set(session.id, number);
        rows += session.messageCount;
        if (!isKept) told.delete(session.id);
        yield isKept ? session : withOwnText(session);
      }
      number++;
    }
    if (isKept) this.#last = { mark, answers, told, pages, rows };
  }

  /** What is different from the list with that mark; undefined when that is not the one that is remembered, or much is. */
  since(earlier: string, answers: Answers, mark: string): ListChanges | undefined {
    const last = this.#last;
    if (last?.mark !== earlier || !isComparable(last.answers, answers)) return undefined;
    const { told, pages } = last;
    const others = changedRows(last.answers.groups, answers.groups, told);
    const changed: ListedSession[] = [];
    const before = new Set<string>();
    const wanted = new Set<number>();
    for (let number = 0; number < Math.max(last.answers.sessions.length, answers.sessions.length); number++) {
      if (last.answers.sessions[number]?.packed === answers.sessions[number]?.packed) continue;
      wanted.add(number);
      for (const id of idsOn(last.answers.sessions[number])) before.add(id);
    }
    const isNew = new Set(wanted);
    for (const id of others) {
      const number = pages.get(id);
      if (number !== undefined) wanted.add(number);
    }
    for (const number of wanted) {
      for (const session of this.#sessionsOn(answers.sessions[number], answers, told)) {
        before.delete(session.id);
        if (!isNew.has(number) && !others.has(session.id)) continue;
        pages.set(session.id, number);
        changed.push(session);
      }
    }
    for (const id of before) pages.delete(id);
    this.#last = { ...last, mark, answers };
    return { changed, gone: [...before] };
  }

  *#sessionsOn(
    page: Row | undefined,
    { names }: Answers,
    told: ReadonlyMap<string, string>,
  ): Generator<ListedSession> {
    const activities = unpack(page?.activity);
    for (const [index, row] of unpack(page?.packed).entries()) {
      const fields = toList(row);
      const id = toSessionId(fields[0]);
      if (id === null) continue;
      const stored = { id, fields, lastActivity: activities[index], told: told.get(id) ?? '' };
      yield toListedSession({ ...stored, names: names.get(id) }, this.#models);
    }
  }
}

/** The pages one by one; those that are not kept are taken out, so that they take no room any more. */
function* through<Page>(pages: Page[], isKept: boolean): Generator<Page> {
  if (isKept) yield* pages;
  else for (let page = pages.shift(); page !== undefined; page = pages.shift()) yield page;
}

/**
 * What is told of its rows would hold on to the time in front of it, which nobody has use for where the list is not kept; and of
 * very many sessions each byte counts.
 */
function withOwnText(session: ListedSession): ListedSession {
  return session.told === undefined ? session : { ...session, told: ownCopy(session.told) };
}

/** What is not in pages is the same. */
function isComparable(a: Answers, b: Answers): boolean {
  return a.inactive === b.inactive && JSON.stringify([...a.names]) === JSON.stringify([...b.names]);
}

/** The sessions of which something else is told now, which is taken over. */
function changedRows(
  before: readonly GroupPage[],
  after: readonly GroupPage[],
  told: Map<string, string>,
): ReadonlySet<string> {
  const [old, fresh] = [new Map<string, string>(), new Map<string, string>()];
  for (let number = 0; number < Math.max(before.length, after.length); number++) {
    if (before[number]?.packed === after[number]?.packed) continue;
    addTold(old, before[number]?.packed);
    addTold(fresh, after[number]?.packed);
  }
  const changed = new Set<string>();
  for (const id of old.keys()) if (!fresh.has(id)) changed.add(id);
  for (const [id, now] of fresh) if (old.get(id) !== now) changed.add(id);
  for (const id of changed) {
    const now = fresh.get(id);
    if (now === undefined) told.delete(id);
    else told.set(id, now);
  }
  return changed;
}

function idsOn(page: Row | undefined): readonly string[] {
  return unpack(page?.packed).flatMap((row) => toSessionId(toList(row)[0]) ?? []);
}

/** Of flat lists: a session's id, and what is told of its rows. */
function addTold(told: Map<string, string>, packed: unknown): void {
  const list = unpack(packed);
  for (let i = 0; i < list.length; i += 2) {
    const id = toSessionId(list[i]);
    const more = list[i + 1];
    if (id === null || typeof more !== 'string') continue;
    const known = told.get(id);
    told.set(id, known === undefined ? more : `${known} ${more}`);
  }
}
