/** What the last list told: the next one then tells what changed, without a session for each row. */

import type { ListChanges, ListedSession } from '../../types.js';
import type { RowPages } from './row-pages.js';
import { idOf, toSession } from './sessions.js';

/** What the statements answered. */
export interface PostgresAnswers {
  readonly mark: string;
  readonly rows: RowPages;
  /** What tells the inactive messages of a session, where its row does not. */
  readonly inactive: ReadonlyMap<string, string>;
}

/** Beyond that it takes more memory than a scan may have. */
const MOST_BYTES = 64 * 1024 * 1024;

/** How far apart the same session may be in two lists; beyond that all sessions are looked at. */
const MOST_APART = 1_000;

export class PostgresListMemory {
  #last: PostgresAnswers | undefined;
  readonly #models = new Map<string, string>();

  /** All sessions, one by one; the list is remembered when all were taken. */
  *all(answers: PostgresAnswers): Generator<ListedSession> {
    this.#last = undefined;
    for (let index = 0; index < answers.rows.length; index++) yield this.#session(answers, index);
    if (answers.rows.size <= MOST_BYTES) this.#last = answers;
  }

  /** What is different from the list with that mark; undefined when that is not the one that is remembered, or much is. */
  since(earlier: string, answers: PostgresAnswers): ListChanges | undefined {
    const last = this.#last;
    if (last?.mark !== earlier) return undefined;
    const places = differences(last.rows, answers.rows);
    if (places === undefined) return undefined;
    const changed = new Map(places.changed.map((index) => [idOf(answers.rows.at(index)), index]));
    const others = unequal(last.inactive, answers.inactive);
    if ([...others].some((id) => !changed.has(id))) {
      for (let index = 0; index < answers.rows.length; index++) {
        const id = idOf(answers.rows.at(index));
        if (others.has(id)) changed.set(id, index);
      }
    }
    const gone = places.gone.map((index) => idOf(last.rows.at(index)));
    this.#last = answers;
    return { changed: [...changed.values()].map((index) => this.#session(answers, index)), gone };
  }

  #session({ rows, inactive }: PostgresAnswers, index: number): ListedSession {
    return toSession(rows.at(index), (id) => inactive.get(id), this.#models);
  }
}

/** Rows of two lists that are in the same order, whichever it is: places of those that are new or different, and of those gone. */
function differences(
  before: RowPages,
  after: RowPages,
): { readonly changed: readonly number[]; readonly gone: readonly number[] } | undefined {
  const [changed, gone]: [number[], number[]] = [[], []];
  let [old, fresh] = [0, 0];
  while (old < before.length || fresh < after.length) {
    if (old === before.length) changed.push(fresh++);
    else if (fresh === after.length) gone.push(old++);
    else if (before.isSame(old, after, fresh)) {
      old++;
      fresh++;
    } else {
      const ahead = meeting(before, old, after, fresh);
      if (ahead === undefined) return undefined;
      for (const end = old + ahead.old; old < end; ) gone.push(old++);
      for (const end = fresh + ahead.fresh; fresh < end; ) changed.push(fresh++);
      if (ahead.old === 0 && ahead.fresh === 0) {
        changed.push(fresh++);
        old++;
      }
    }
  }
  return { changed, gone };
}

/** How many rows on the next session stands that both have. */
function meeting(
  before: RowPages,
  old: number,
  after: RowPages,
  fresh: number,
): { readonly old: number; readonly fresh: number } | undefined {
  const [gone, added] = [idOf(before.at(old)), idOf(after.at(fresh))];
  if (gone === added) return { old: 0, fresh: 0 };
  for (let ahead = 1; ahead < MOST_APART; ahead++) {
    if (fresh + ahead < after.length && idOf(after.at(fresh + ahead)) === gone)
      return { old: 0, fresh: ahead };
    if (old + ahead < before.length && idOf(before.at(old + ahead)) === added)
      return { old: ahead, fresh: 0 };
  }
  return undefined;
}

function unequal(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [id, which] of a) if (b.get(id) !== which) ids.add(id);
  for (const id of b.keys()) if (!a.has(id)) ids.add(id);
  return ids;
}
