import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Payload } from '#src/cache/view/view.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { type HistoryOptions, openWriter, writeHistory } from '../../support/history.js';
import { toMemorySession } from '../../support/memory.js';
import { countsOf, startApp } from '../support/app.js';
import { DAMAGES, DAMAGES_IN_PLACE, type Dice, diceOf, PAGE } from '../support/damage.js';
import type { Finding } from '../support/finding.js';
import { sessionOf } from '../support/growth.js';
import type { Trial } from '../support/trial.js';

const SESSIONS = 30;
const PATIENCE = { busyTimeoutMs: 0, retryDelaysMs: [] };

/** How messages are found: what is known of them by one index is checked by another, if there is one. */
const SHAPES: readonly (readonly [which: string, options: HistoryOptions])[] = [
  ['three of them', { activeIndex: true }],
  ['two of them', {}],
  ['one of them', { idIndex: false }],
];

/** What makes a damaged copy of a history's bytes, which are its own to change. */
type Make = (bytes: Buffer, dice: Dice) => Buffer;

export const damagedDatabases: Trial = {
  name: 'damaged-databases',
  about: 'damaged copies of the history, put in the place of a good one',
  atMostMinutes: 40,
  async *run({ quick, directory }) {
    const good = join(directory, 'good.db');
    const sessions = Array.from({ length: SESSIONS }, (_, number) => sessionOf(number * 7));
    for (const [which, options] of SHAPES) {
      await rm(good, { force: true });
      await writeHistory(good, sessions, options);
      const times = quick ? 40 : 680;
      yield await damageCopies(`history damaged, ${which}`, directory, times, DAMAGES);
      const indexes = await messageIndexesIn(good);
      const inIndexes = DAMAGES_IN_PLACE.map(({ name, make }) => ({ name, make: within(indexes, make) }));
      yield await damageCopies(`its indexes damaged, ${which}`, directory, times, inIndexes);
    }
  },
};

async function damageCopies(
  fault: string,
  directory: string,
  times: number,
  damages: readonly { readonly name: string; readonly make: Make }[],
): Promise<Finding> {
  const good = join(directory, 'good.db');
  const databasePath = join(directory, 'state.db');
  const bytes = await readFile(good);
  const tally = { refused: 0, same: 0, vouched: 0 };
  const losses: string[] = [];
  const backAfterMs: number[] = [];

  for (let seed = 0; seed < times; seed++) {
    const damage = damages[seed % damages.length];
    if (damage === undefined) break;
    const lost = (what: string) => losses.push(`seed ${seed}, ${damage.name}: ${what}`);
    await replace(good, databasePath);
    const stateDir = join(directory, `state-${seed}`);
    const source = createSqliteSource({ databasePath, ...PATIENCE });
    const app = await startApp({ hermesHome: directory, stateDir, source });
    const right = countsOf(await app.read());
    await rm(databasePath);
    await writeFile(databasePath, damage.make(Buffer.from(bytes), diceOf(seed)));

    const { status, payload } = await app.rescan(seed % 2 === 0 ? '' : '?full=true');
    const shown = await app.read();
    if (status !== 200) {
      tally.refused++;
      if (countsOf(shown) !== right || !shown.is_stale || shown.error === null)
        lost('the last good snapshot is not served as such');
    } else if (countsOf(payload) === right) tally.same++;
    else {
      const vouched = await vouchedFor(databasePath, directory);
      if (vouched !== undefined && areSame(vouched, payload)) tally.vouched++;
      else lost(vouched ? 'other counts than SQLite reads' : 'counts of what SQLite finds damaged');
    }

    await replace(good, databasePath);
    const began = performance.now();
    const back = await app.rescan();
    backAfterMs.push(performance.now() - began);
    if (back.status !== 200 || back.payload.error !== null) lost(`not right again: ${back.payload.error}`);
    await app.close();
    await rm(stateDir, { recursive: true, force: true });
  }
  const { refused, same, vouched } = tally;
  const note = `${refused} refused, ${same} where nothing that counts was hit, ${vouched} counted as SQLite reads them`;
  return { fault, times, losses, backAfterMs, note };
}

/** The pages, from 1, of the indexes that messages are found by: what they lack is not there, to SQLite. */
async function messageIndexesIn(databasePath: string): Promise<readonly number[]> {
  const writer = await openWriter(databasePath);
  const pages = await writer.query("SELECT pageno FROM dbstat WHERE name LIKE 'idx_messages_session%'");
  await writer.close();
  return pages.map(([page]) => Number(page));
}

/** The same damage, in one of these pages. */
function within(pages: readonly number[], make: Make): Make {
  return (bytes, dice) => {
    const page = pages[dice(pages.length)] ?? 1;
    make(bytes.subarray((page - 1) * PAGE, page * PAGE), dice);
    return bytes;
  };
}

async function replace(from: string, to: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(`${to}${suffix}`, { force: true });
  await copyFile(from, to);
}

/**
 * Of the live counts: what was unlocked before stays so. A secret badge shows none, and of several requirements is shown
 * that they were all met once.
 */
function areSame(counted: Payload, shown: Payload): boolean {
  return counted.achievements.every(({ state, progress }, place) => {
    const theirs = shown.achievements[place];
    if (state === 'secret' || theirs?.state === 'secret') return true;
    if (theirs?.kind === 'multi_condition' && theirs.unlocked) return true;
    return theirs?.progress === progress;
  });
}

/** What stands in the tables, read row by row without an index; undefined when SQLite finds their pages damaged. */
async function vouchedFor(databasePath: string, directory: string): Promise<Payload | undefined> {
  const copy = join(directory, 'vouched.db');
  await replace(databasePath, copy);
  try {
    const writer = await openWriter(copy);
    const [[verdict] = []] = await writer.query('PRAGMA quick_check(1)');
    const messages = await writer.query(
      `SELECT session_id, role, CAST(content AS TEXT), CAST(tool_calls AS TEXT), CAST(tool_name AS TEXT), timestamp
       FROM messages NOT INDEXED WHERE active = 1 ORDER BY id`,
    );
    const rows = await writer.query(
      'SELECT id, title, model, started_at FROM sessions NOT INDEXED WHERE archived IS NOT 1 AND hidden IS NOT 1',
    );
    await writer.close();
    if (verdict !== 'ok') return undefined;
    const sessions: MemorySession[] = rows.map(([id, title, model, started_at]) =>
      toMemorySession({
        id: String(id),
        title: toCell(title),
        model: toCell(model),
        started_at: toCell(started_at),
        messages: messages
          .filter(([session]) => session === id)
          .map(([, role, content, tool_calls, tool_name, timestamp]) => ({
            role: toCell(role),
            content: toCell(content),
            tool_calls: toCell(tool_calls),
            tool_name: toCell(tool_name),
            timestamp: toCell(timestamp),
          })),
      }),
    );
    const stateDir = join(directory, 'vouched');
    const app = await startApp({ hermesHome: directory, stateDir, source: createMemorySource(sessions) });
    const payload = await app.read();
    await app.close();
    await rm(stateDir, { recursive: true, force: true });
    return payload;
  } catch {
    return undefined;
  }
}

function toCell(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
