import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { checkOf } from '#src/state/check.js';
import { type Checkpoint, CheckpointEncoder, decodeCheckpoint } from '#src/state/checkpoint.js';
import type { SessionRecord } from '#src/types.js';
import { T } from './support.js';

function record(id: string, more: Partial<SessionRecord> = {}): SessionRecord {
  const contribution = { counters: { terminal_calls: 3 }, toolNames: ['terminal'] };
  const times = { startedAt: T, lastActive: T + 60 };
  return { id, fingerprint: 'f', title: 'Title', model: 'm', ...times, contribution, ...more };
}

function encodeCheckpoint({ records, ...head }: Checkpoint): string {
  const encoder = new CheckpointEncoder({ ...head, sessions: 0 });
  for (const record of records.values()) encoder.add(record);
  return new TextDecoder().decode(encoder.finish());
}

function checkpointOf(...records: SessionRecord[]): Checkpoint {
  const entries = records.map((each): [string, SessionRecord] => [each.id, each]);
  return { analysisVersion: 'v', identity: 'db', generatedAt: T, records: new Map(entries) };
}

/** The stored form as plain JSON, to be damaged before its check is made. */
function stored(session: object = {}, file: object = {}, change = (text: string) => text): string {
  const good = {
    fingerprint: 'f',
    title: 't',
    model: null,
    started_at: null,
    last_active: null,
    contribution: { a: 1, tool_names: [] },
  };
  const text = JSON.stringify({
    schema_version: 1,
    analysis_version: 'v',
    database: 'db',
    generated_at: T,
    sessions: { good, other: { ...good, ...session } },
    ...file,
  });
  const before = change(text.slice(0, -1));
  return before + checkOf(before);
}

const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', '7', '', '\ud800'), fc.string());
const time = fc.option(fc.double({ min: 0, max: 4.2e9, noNaN: true }).map((value) => value + 0));
const plain = { noNullPrototype: true };
const records: fc.Arbitrary<SessionRecord> = fc.record(
  {
    id: name,
    fingerprint: fc.string(),
    title: fc.string(),
    model: fc.option(fc.string()),
    startedAt: time,
    lastActive: time,
    contribution: fc.record(
      {
        counters: fc
          .array(
            fc.tuple(
              name.filter((key) => key !== 'tool_names'),
              fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
            ),
          )
          .map((entries): Record<string, number> => Object.fromEntries(entries)),
        toolNames: fc.array(fc.string()),
      },
      plain,
    ),
  },
  plain,
);

describe('checkpoint', () => {
  it('is stored in the documented form, without the counters that are 0', () => {
    const counters = { terminal_calls: 3, web_calls: 0, 'a "b"': 1 };
    const session = record('s1', { model: null, contribution: { counters, toolNames: ['terminal', 'x'] } });
    const check = 'a check';
    const text = encodeCheckpoint(checkpointOf(session)).replaceAll(
      /"check":"[0-9a-f]{8}"/g,
      `"check":"${check}"`,
    );
    expect(JSON.parse(text)).to.deep.equal({
      check,
      schema_version: 1,
      analysis_version: 'v',
      database: 'db',
      generated_at: T,
      sessions: {
        s1: {
          fingerprint: 'f',
          title: 'Title',
          model: null,
          started_at: T,
          last_active: T + 60,
          contribution: { terminal_calls: 3, 'a "b"': 1, tool_names: ['terminal', 'x'] },
          check,
        },
      },
    });
    expect(encodeCheckpoint(checkpointOf())).to.match(/"sessions":\{\},"check":"[0-9a-f]{8}"\}$/);
  });

  it('keeps of a damaged file what is as it was, and nothing else', () => {
    const checkpoint = checkpointOf(...['a', 'b', 'c'].map((id) => record(id)));
    const text = encodeCheckpoint(checkpoint);
    let kept = 0;
    for (let place = 0; place < text.length; place++) {
      for (const other of ['7', 'x', '"', ' ']) {
        const damaged = text.slice(0, place) + other + text.slice(place + 1);
        for (const [id, found] of decodeCheckpoint(damaged)?.records ?? []) {
          deepStrictEqual(found, checkpoint.records.get(id), damaged);
          kept++;
        }
      }
    }
    expect(kept).to.be.greaterThan(text.length);
  });

  it('may be laid out anew, have sessions taken out, and keys of others', () => {
    const file = JSON.parse(encodeCheckpoint(checkpointOf(record('a'), record('b'))));
    delete file.sessions.b;
    const records = decodeCheckpoint(JSON.stringify({ ...file, of: 'somebody' }, null, 2))?.records;
    deepStrictEqual(records, checkpointOf(record('a')).records);
  });

  it('is the same after storing and reading, whatever sessions and counters are called', () => {
    fc.assert(
      fc.property(fc.array(records), (all) => {
        const checkpoint = checkpointOf(...all);
        const text = encodeCheckpoint(checkpoint);
        const decoded = decodeCheckpoint(text);
        deepStrictEqual(decoded, checkpoint);
        expect(decodeCheckpoint(`\ufeff${text}`)?.records.size).to.equal(checkpoint.records.size);
        for (const each of all) expect(decoded?.records.get(each.id)?.id).to.equal(each.id);
      }),
    );
  });

  it('is rebuilt when it is of another shape', () => {
    expect(decodeCheckpoint(stored())?.records.size).to.equal(2);
    const others = [
      { schema_version: 2 },
      { schema_version: '1' },
      { schema_version: undefined },
      { analysis_version: 5 },
      { database: null },
      { generated_at: '5' },
      { generated_at: -1 },
      { generated_at: 1e12 },
      { sessions: [] },
      { sessions: null },
    ];
    for (const other of others) {
      expect(decodeCheckpoint(stored({}, other)), JSON.stringify(other)).to.equal(undefined);
    }
  });

  it('leaves out a damaged session alone', () => {
    const damages = [
      { fingerprint: 5 },
      { title: null },
      { model: 5 },
      { started_at: 'x' },
      { started_at: -1 },
      { last_active: 4.3e9 },
      { contribution: null },
      { contribution: [] },
      { contribution: { a: 1 } },
      { contribution: { a: 1, tool_names: 'x' } },
      { contribution: { a: 1, tool_names: [1] } },
      ...[-1, 1.5, 2 ** 53, '1', null, {}].map((a) => ({ contribution: { a, tool_names: [] } })),
    ];
    for (const damage of damages) {
      expect(
        [...(decodeCheckpoint(stored(damage))?.records.keys() ?? [])],
        JSON.stringify(damage),
      ).to.deep.equal(['good']);
    }
    expect(
      decodeCheckpoint(stored({}, {}, (text) => text.replace('"a":1', '"a":1e999')))?.records.size,
    ).to.equal(1);
  });

  it('does not let a counter that is none damage more than its session', () => {
    const odd = record('odd', { contribution: { counters: { a: Number.NaN }, toolNames: [] } });
    const decoded = decodeCheckpoint(encodeCheckpoint(checkpointOf(record('good'), odd)));
    expect([...(decoded?.records.keys() ?? [])]).to.deep.equal(['good']);
  });

  it('is rebuilt when it is cut off anywhere, and never makes decoding fail', () => {
    const text = encodeCheckpoint(checkpointOf(record('a'), record('b')));
    for (let length = 0; length < text.length; length++) {
      expect(decodeCheckpoint(text.slice(0, length))).to.equal(undefined);
    }
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => decodeCheckpoint(any) === undefined));
    const file = fc.record({ sessions: fc.dictionary(name, fc.jsonValue()), generated_at: fc.jsonValue() });
    fc.assert(fc.property(file, (any) => void decodeCheckpoint(stored({}, any))));
    fc.assert(fc.property(fc.object(), (any) => void decodeCheckpoint(stored(any))));
  });
});
