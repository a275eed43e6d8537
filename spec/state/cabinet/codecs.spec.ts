import { expect } from 'chai';
import { decodeAlone, encodeAlone, type HomeAlone } from '#src/state/cabinet/alone.js';
import { decodeKeys, encodeKeys, type Keys } from '#src/state/cabinet/keys.js';
import { decodeShare, encodeShare, type HomeShare } from '#src/state/cabinet/share.js';

const HOLDER = { value: 3, id: 'a', start: 5, title: 'A' };
const FOLD = {
  totals: { m: 1 },
  best: { x: HOLDER },
  sets: { s: ['v'] },
  days: { 7: [1, 0, 2, 3, 4] as const },
};

const SHARE: HomeShare = {
  analysisVersion: 'one',
  foldedBy: 'two',
  stamp: 'three',
  look: 'four',
  listMark: 'five',
  identity: 'six',
  driver: 'seven',
  notice: null,
  sessions: 2,
  messages: 9,
  checkedAt: 10,
  countedAt: 11,
  days: ['7'],
  fold: FOLD,
  holders: { x: HOLDER },
  recent: { 7: { m: 1 } },
  recentFrom: -3,
  firstDays: { m: { gpt: -3 } },
  dropped: new Map([['7', { keys: ['k'], fold: FOLD }]]),
};

const ALONE: HomeAlone = {
  aggregate: { values: { m: 1 }, evidence: { x: { session_id: 'a', title: 'A', value: 3 } } },
  view: { days: FOLD.days, recent: { 7: { m: 1 } }, longest: HOLDER, mostTools: null },
  crossings: [{ metric: 'm', atLeast: 1, at: 5, id: 'a' }],
  notice: 'Look.',
  sessions: 2,
  countedAt: 11,
};

const KEYS: Keys = { stamp: 'three', blocks: new Map([['7.0', 'abcdefghijklmnop2']]) };

/** As it comes back from a file. */
function stored(value: object): Record<string, unknown> {
  const record: Record<string, unknown> = JSON.parse(JSON.stringify(value));
  return record;
}

/** TABLE: what is kept, and of each field what it must not be. */
const KEPT: readonly (readonly [
  what: string,
  value: unknown,
  encoded: Record<string, unknown>,
  decode: (stored: Record<string, unknown>) => unknown,
  odd: Readonly<Record<string, readonly unknown[]>>,
])[] = [
  [
    'a share',
    SHARE,
    stored(encodeShare(SHARE)),
    decodeShare,
    {
      schema_version: [undefined, 1],
      analysisVersion: [undefined, 1],
      foldedBy: [undefined, 1],
      identity: [undefined, null],
      notice: [1],
      sessions: [undefined, -1],
      messages: [undefined, 'a'],
      checkedAt: ['a', null],
      countedAt: [undefined, null],
      days: [undefined, [7]],
      fold: [undefined, {}, { ...FOLD, best: { x: 1 } }],
      recent: [undefined, { 7: 1 }],
      recentFrom: [undefined, null],
      firstDays: [undefined, { m: 1 }, { m: { gpt: 'a' } }, { m: { gpt: 0.5 } }],
      dropped: [undefined, { 7: 1 }, { 7: { keys: ['k'] } }, { 7: { keys: 'k', fold: FOLD } }],
    },
  ],
  [
    'a home by itself',
    ALONE,
    stored(encodeAlone(ALONE)),
    decodeAlone,
    {
      schema_version: [undefined, 2],
      counted_at: [undefined, null],
      sessions: [undefined, -1],
      aggregate: [undefined, 1],
      view: [undefined, {}, { ...ALONE.view, most_tools: 1 }],
    },
  ],
  [
    'the keys of its sessions',
    KEYS,
    stored(encodeKeys(KEYS)),
    decodeKeys,
    { schema_version: [undefined, 2], stamp: [undefined, 1], blocks: [undefined, { a: 1 }] },
  ],
];

describe('What is kept of a home of several', () => {
  for (const [what, value, encoded, decode, odd] of KEPT) {
    it(`is ${what}, as it was`, () => {
      expect(decode(encoded)).to.deep.equal(value);
    });

    it(`is nothing of use when a part of ${what} is odd`, () => {
      for (const [name, parts] of Object.entries(odd))
        for (const part of parts)
          expect(decode({ ...encoded, [name]: part }), `${name}: ${JSON.stringify(part)}`).to.equal(
            undefined,
          );
    });
  }
});
