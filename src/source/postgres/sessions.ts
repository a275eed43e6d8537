/** From records of sessions, as the statement of the list makes them, to sessions. Pure. */

import { RecordCells } from '../../postgres/records.js';
import type { ListedSession } from '../../types.js';
import type { LongName } from '../long-name.js';
import { toListedSession } from '../sqlite/sessions.js';

/** @param which what tells the inactive messages of it, where the record does not */
export function toSession(
  record: Uint8Array,
  whichOf: (id: string) => string | undefined,
  models: Map<string, string>,
): ListedSession {
  const cells = new RecordCells(record);
  cells.nextRecord();
  // In the order of the statement's cells.
  const id = cells.text() ?? '';
  const title = nameOf(cells);
  const model = nameOf(cells);
  const start = cells.float8();
  const lastActivity = cells.float8();
  const rows = cells.int8();
  const told = [rows, cells.hex(), cells.hex(), cells.hex() ?? whichOf(id)];
  return toListedSession(
    {
      id,
      fields: [id, title.stored, model.stored, start === null || Number.isNaN(start) ? null : `#${start}`],
      lastActivity: lastActivity === null ? null : `${lastActivity}`,
      told: rows === null ? '' : told.filter((each) => each != null).join(' '),
      names: [title.long, model.long],
    },
    models,
  );
}

export function idOf(record: Uint8Array): string {
  const cells = new RecordCells(record);
  cells.nextRecord();
  return cells.text() ?? '';
}

/** A number stands for a long one. */
function nameOf(cells: RecordCells): { readonly stored: string | number | null; readonly long: LongName } {
  const text = cells.text();
  const hash = cells.hex();
  return { stored: hash === null ? text : 0, long: { start: text ?? '', hash: hash ?? '' } };
}
