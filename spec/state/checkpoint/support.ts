/** Blocks to keep: odd ones by chance, plain ones by name. */

import fc from 'fast-check';
import { foldOf } from '#src/engine/folding/fold.js';
import type { BlockToStore, Origin, Stored } from '#src/state/home-store.js';
import type { DayNumbers, Fold, Holder, SessionRecord, StoredTime } from '#src/types.js';
import { recordOf, utc } from '../../support/records.js';
import { T } from '../support.js';

export const ORIGIN: Origin = { analysisVersion: 'v', foldedBy: 'f', identity: 'a history' };

/** A block of sessions with these ids; another number, another content of the same length. */
export function blockOf(key: string, ids: readonly string[], number = 1, title = 'A title'): BlockToStore {
  const records = ids.map((id) =>
    recordOf(
      { id, title, fingerprint: `f${number}`, startedAt: T, model: 'm' },
      { tool_call_count: number + 1 },
    ),
  );
  return { key, records, fold: foldOf(records, utc), checkedAt: T + number };
}

/** What a store finds of blocks that were kept. */
export function storedOf(blocks: Iterable<BlockToStore>, origin = ORIGIN): Stored {
  return {
    ...origin,
    blocks: Array.from(blocks, ({ records, ...block }) => ({ ...block, entries: entriesOf(records) })),
  };
}

export function entriesOf(records: readonly SessionRecord[]) {
  return records.map(({ id, fingerprint }) => ({ id, fingerprint }));
}

const count = fc.oneof(fc.nat(5), fc.constantFrom(0, Number.MAX_SAFE_INTEGER));
/** Names that an object has already, texts that JSON escapes, half characters, and marks of our own. */
export const name: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '7', '\ud800', '\u{1f600}', '\ufeff', '\ufffd'),
  fc.constantFrom('"', '\\', '\n', '\0json:[]', ',"check":"00000000"}', '\u2028', 'tool_names', 'é'),
  fc.string({ unit: 'binary' }),
);
const stored: fc.Arbitrary<StoredTime> = fc.oneof(
  fc.constantFrom(null, 0, 5, -5, 9e9, 1.5e-7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.constantFrom('', 'yesterday', '+', '-', '=', '=+', '\u{1f600}', '5'),
);
const time = fc.option(fc.double({ min: 0, max: 4.2e9, noNaN: true }).map((value) => value + 0));

/** What is kept by name has names of ours, which need no escape: newer versions of V8 misread some that do. */
const key = name.filter((each) => !JSON.stringify(each).includes('\\'));

function dictionaryOf<V>(values: fc.Arbitrary<V>, keys = key): fc.Arbitrary<Record<string, V>> {
  return fc.array(fc.tuple(keys, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

const contribution = fc
  .record({
    counters: dictionaryOf(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      key.filter((each) => each !== 'tool_names'),
    ),
    toolNames: fc.array(name, { maxLength: 3 }),
    quarters: fc.array(fc.tuple(count, count, count, count), { maxLength: 3 }),
  })
  .map(({ quarters, ...rest }) => ({ ...rest, ...(quarters.length > 0 && { activity: quarters.flat() }) }));

const record: fc.Arbitrary<SessionRecord> = fc
  .record({
    id: name,
    fingerprint: name,
    title: name,
    model: fc.option(name),
    startedAt: time,
    other: fc.option(stored, { nil: undefined }),
    lastActive: time,
    contribution,
  })
  .map(({ other, ...rest }) => ({ ...rest, storedStart: other === undefined ? rest.startedAt : other }));

export const records = fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 4 });

const holder: fc.Arbitrary<Holder> = fc.record(
  { value: count, id: name, start: stored, title: name },
  { noNullPrototype: true },
);
const day: fc.Arbitrary<DayNumbers> = fc.tuple(count, count, count, count, count);

export const fold: fc.Arbitrary<Fold> = fc.record(
  {
    totals: dictionaryOf(count),
    best: dictionaryOf(holder),
    sets: dictionaryOf(fc.array(name, { maxLength: 3 })),
    days: dictionaryOf(day),
  },
  { noNullPrototype: true },
);

/** Every byte of a text, each with some other value in its place. */
export function* damagesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let place = 0; place < bytes.length; place++) {
    for (const change of [1, 4, 32, 128, 255]) {
      const damaged = Uint8Array.from(bytes);
      damaged[place] = (bytes[place] ?? 0) ^ change;
      yield damaged;
    }
  }
}
