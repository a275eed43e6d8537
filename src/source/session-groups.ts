import type { ListedSession } from '../types.js';

/** Sessions with nothing in them would otherwise make one statement of any length. */
const PAGE_SESSIONS = 500;

/** Neighbours that fit into one page of so many messages; a session that does not fit is alone. */
export function* groupsOf(
  sessions: Iterable<ListedSession>,
  pageRows: number,
): Generator<readonly ListedSession[]> {
  let group: ListedSession[] = [];
  let rows = 0;
  for (const session of sessions) {
    if (group.length === PAGE_SESSIONS || (group.length > 0 && rows + session.messageCount > pageRows)) {
      yield group;
      group = [];
      rows = 0;
    }
    group.push(session);
    rows += session.messageCount;
  }
  if (group.length > 0) yield group;
}
