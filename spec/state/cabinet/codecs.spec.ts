import { expect } from 'chai';
import { decodeAlone, encodeAlone } from '#src/state/cabinet/alone.js';
import { decodeKeys, encodeKeys } from '#src/state/cabinet/keys.js';
import { decodeShare, encodeShare } from '#src/state/cabinet/share.js';
import { ALONE, FOLD, KEYS, SHARE } from './support.js';

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
