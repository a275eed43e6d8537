import { expect } from 'chai';
import fc from 'fast-check';
import { checkOf } from '#src/state/check.js';
import { decodeSnapshot, encodeSnapshot, type SnapshotToStore } from '#src/state/snapshot-file.js';
import { T } from './support.js';

const scan_meta = {
  mode: 'full',
  sessions_total: 3,
  sessions_rescanned: 2,
  sessions_reused: 1,
  sessions_scanned_so_far: 3,
  sessions_expected_total: 3,
  messages_scanned: 40,
  duration_ms: 12.5,
} as const;
const counts = { unlocked_count: 1, discovered_count: 1, secret_count: 0, total_count: 2 };
const payload = {
  achievements: [{ id: 'a' }, { id: 'b' }],
  ...counts,
  error: null,
  notice: 'Mount the directory.',
  generated_at: T,
  is_stale: false,
  scan_meta: { ...scan_meta, status: { state: 'idle' } },
};
const evidence = { session_id: 's', title: 't', value: 5 };
const snapshot: SnapshotToStore = {
  analysisVersion: 'v',
  timeZone: 'Europe/Berlin',
  database: 'db',
  databasePath: 'abc123',
  payload,
  aggregate: new Map([
    ['messages', 40],
    ['__proto__', 1],
  ]),
  evidence: new Map([['longest', evidence]]),
  view: {
    days: { 20500: [3, 1, 40, 25, 2], 20502: [0, 0, 7, 0, 0] },
    recent: { 20500: { sessions: 3 } },
    longest: { value: 40, id: 's', start: Number.POSITIVE_INFINITY, title: 't' },
    mostTools: null,
  },
  unlocks: new Map([
    [
      'a',
      {
        unlocked_at: T - 9,
        recorded_at: T,
        imported: true,
        first_tier: 'Copper',
        highest_tier: 'Gold',
        evidence: null,
      },
    ],
    ['b', { unlocked_at: T, first_tier: null, highest_tier: null, reached_at: T - 5, evidence }],
  ]),
};

/** The stored form with some of its keys replaced. */
function stored(changes: object): string {
  const { check: _, ...file } = JSON.parse(encodeSnapshot(snapshot));
  const text = JSON.stringify({ ...file, ...changes }).slice(0, -1);
  return text + checkOf(text);
}

describe('snapshot file', () => {
  it('has what the Python plugin reads, and what we need', () => {
    const file = JSON.parse(encodeSnapshot({ ...snapshot, aggregate: [['messages', 40]] }));
    expect(file.check).to.match(/^[0-9a-f]{8}$/);
    expect(file).to.deep.equal({
      ...payload,
      check: file.check,
      schema_version: 1,
      analysis_version: 'v',
      time_zone: 'Europe/Berlin',
      database: 'db',
      database_path: 'abc123',
      aggregate: { messages: 40 },
      evidence: { longest: evidence },
      view: file.view,
      unlocks: file.unlocks,
      sessions: [],
    });
  });

  it('gives back from what a snapshot can be made anew', () => {
    const expected = {
      analysisVersion: 'v',
      timeZone: 'Europe/Berlin',
      database: 'db',
      databasePath: 'abc123',
      notice: 'Mount the directory.',
      scanMeta: scan_meta,
      aggregate: snapshot.aggregate,
      evidence: snapshot.evidence,
      view: snapshot.view,
      unlocks: snapshot.unlocks,
    };
    expect(decodeSnapshot(encodeSnapshot(snapshot))).to.deep.equal(expected);
    expect(decodeSnapshot(`\ufeff${encodeSnapshot(snapshot)}`)).to.deep.equal(expected);
  });

  it('gives back the unlocks that one of an older version shows, and passes over what is none', () => {
    const evidence = { session_id: 's', title: 'T', value: 7 };
    const shown = { unlocked: true, unlocked_at: T, tier: 'Gold', evidence };
    const achievements = [
      { ...shown, id: 'a' },
      { ...shown, id: 'b', tier: 'Mud', evidence: null },
      { ...shown, id: 'c', unlocked: false },
      { ...shown, id: 'd', unlocked_at: 'yesterday' },
      { ...shown, id: 5 },
      null,
    ];
    const tiers = (tier: string | null) => ({ first_tier: tier, highest_tier: tier });
    expect(decodeSnapshot(stored({ achievements, unlocks: undefined }))?.unlocks).to.deep.equal(
      new Map([
        ['a', { unlocked_at: T, ...tiers('Gold'), evidence }],
        ['b', { unlocked_at: T, ...tiers(null), evidence: null }],
      ]),
    );
    expect(decodeSnapshot(stored({ achievements: 'none', unlocks: undefined }))?.unlocks).to.deep.equal(
      new Map(),
    );
  });

  it('has nothing to tell when its notice is missing, as in an earlier version, or no text', () => {
    for (const notice of [undefined, null, 5])
      expect(decodeSnapshot(stored({ notice }))).to.include({ notice: null });
  });

  it('is rebuilt when anything in it is odd', () => {
    expect(decodeSnapshot(stored({}))).to.not.equal(undefined);
    const changes = [
      { schema_version: 2 },
      { schema_version: undefined },
      { analysis_version: 1 },
      { database: null },
      { database_path: undefined },
      { generated_at: 'x' },
      { generated_at: 1e12 },
      { scan_meta: null },
      ...Object.keys(scan_meta).map((key) => ({ scan_meta: { ...scan_meta, [key]: undefined } })),
      ...Object.keys(scan_meta).map((key) => ({ scan_meta: { ...scan_meta, [key]: -1 } })),
      { scan_meta: { ...scan_meta, sessions_total: 1.5 } },
      { scan_meta: { ...scan_meta, mode: 'other' } },
      { aggregate: [] },
      { aggregate: { a: -1 } },
      { aggregate: { a: '1' } },
      { aggregate: { a: 1e300 } },
      { evidence: null },
      { evidence: { a: null } },
      { evidence: { a: { ...evidence, title: 5 } } },
      { evidence: { a: { ...evidence, session_id: undefined } } },
      { evidence: { a: { ...evidence, value: '5' } } },
    ];
    for (const change of changes)
      expect(decodeSnapshot(stored(change)), JSON.stringify(change)).to.equal(undefined);
  });

  it('is rebuilt when any character in it is another one', () => {
    const text = encodeSnapshot(snapshot);
    for (let place = 0; place < text.length; place++) {
      for (const other of ['7', 'x', '"', ' ']) {
        const damaged = text.slice(0, place) + other + text.slice(place + 1);
        if (damaged !== text) expect(decodeSnapshot(damaged), damaged).to.equal(undefined);
      }
    }
  });

  it('is rebuilt when it is the Python plugin’s', () => {
    expect(decodeSnapshot(JSON.stringify({ ...payload, aggregate: {}, sessions: [] }))).to.equal(undefined);
  });

  it('is rebuilt when it is cut off anywhere, and never makes decoding fail', () => {
    const text = encodeSnapshot(snapshot);
    for (let length = 0; length < text.length; length++) {
      expect(decodeSnapshot(text.slice(0, length))).to.equal(undefined);
    }
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => decodeSnapshot(any) === undefined));
    const parts = fc.record(
      { scan_meta: fc.jsonValue(), aggregate: fc.jsonValue(), evidence: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(parts, (any) => void decodeSnapshot(stored(any))));
  });
});
