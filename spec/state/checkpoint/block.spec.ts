import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { checkOf } from '#src/state/check.js';
import { decodeIndex, decodeRecords, encodeBlock } from '#src/state/checkpoint/block.js';
import { holds } from '../../support/fuzz.js';
import { recordOf } from '../../support/records.js';
import { blockOf, damagesOf, entriesOf, fold, name, records } from './support.js';

const NOTHING = { totals: {}, best: {}, sets: {}, days: {} };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A line with a check that is right, whatever it says. */
function lineOf(value: object, change = (text: string) => text): Uint8Array {
  const text = change(JSON.stringify(value).slice(0, -1));
  return bytesOf(`${text}${checkOf(text)}\n`);
}

describe('a block of the checkpoint', () => {
  it('is the same after storing and reading, whatever is in it', function () {
    holds(
      this,
      500,
      fc.property(name, records, fold, (key, all, whole) => {
        const lines = encodeBlock(key, all, whole);
        const entries = entriesOf(all);
        deepStrictEqual(decodeIndex(key, lines.index), { key, entries, fold: whole });
        deepStrictEqual(decodeRecords({ key, entries }, lines.records), all);
      }),
    );
  });

  it('is two lines of JSON, the second without what the first has', () => {
    const start = 1_790_000_000;
    const session = recordOf(
      { id: 's1', title: 'T', startedAt: start, lastActive: start + 5 },
      { terminal_calls: 3, web_calls: 0, 'a "b"': 1 },
    );
    const best = { max_x: { value: 3, id: 's1', start: 'odd', title: 'T' } };
    const whole = { totals: { x: 3 }, best, sets: { y: ['z'] }, days: { 20717: [1, 0, 2, 3, 4] as const } };
    const { index, records } = encodeBlock('20717.0', [session, { ...session, storedStart: 'odd' }], whole);
    for (const line of [index, records]) expect(textOf(line).match(/\n/g)).to.have.length(1);
    const { check: first, ...ofIndex } = JSON.parse(textOf(index));
    const { check: second, ...ofRecords } = JSON.parse(textOf(records));
    expect([first, second].join(' ')).to.match(/^[0-9a-f]{8} [0-9a-f]{8}$/);
    expect(ofIndex).to.deep.equal({
      block: '20717.0',
      ids: ['s1', 's1'],
      fingerprints: ['f1', 'f1'],
      fold: { ...whole, best: { max_x: { ...best.max_x, start: '=odd' } } },
    });
    const stored = {
      title: 'T',
      model: null,
      started_at: start,
      last_active: start + 5,
      contribution: { terminal_calls: 3, 'a "b"': 1, tool_names: [] },
    };
    expect(ofRecords).to.deep.equal({
      block: '20717.0',
      sessions: [stored, { ...stored, stored_start: '=odd' }],
    });
  });

  it('tells of damage at any byte: it is then of no use, or says the same', () => {
    const { key, records, fold } = blockOf('1.0', ['a', '\ufffd', '\u{1f600}']);
    const lines = encodeBlock(key, records, fold);
    const entries = entriesOf(records);
    let unharmed = 0;
    for (const damaged of damagesOf(lines.index)) {
      const index = decodeIndex(key, damaged);
      if (index !== undefined) deepStrictEqual(index, { key, entries, fold });
      unharmed += Number(index !== undefined);
    }
    for (const damaged of damagesOf(lines.records)) {
      const found = decodeRecords({ key, entries }, damaged);
      if (found !== undefined) deepStrictEqual(found, records);
      unharmed += Number(found !== undefined);
    }
    // What is no UTF-8 any more may still be read as the mark for that, where there was one.
    expect(unharmed).to.be.below(20);
  });

  it('is of no use when it is cut off, or is another one', () => {
    const { key, records, fold } = blockOf('1.0', ['a', 'b']);
    const lines = encodeBlock(key, records, fold);
    const entries = entriesOf(records);
    // The end of a line may be missing: all that it says is there.
    for (let length = 0; length < lines.index.length - 1; length++)
      expect(decodeIndex(key, lines.index.subarray(0, length))).to.equal(undefined);
    for (let length = 0; length < lines.records.length - 1; length++)
      expect(decodeRecords({ key, entries }, lines.records.subarray(0, length))).to.equal(undefined);
    expect(decodeIndex('1.1', lines.index)).to.equal(undefined);
    expect(decodeRecords({ key: '1.1', entries }, lines.records)).to.equal(undefined);
    expect(decodeIndex(key, lines.records)).to.equal(undefined);
    expect(decodeRecords({ key, entries }, lines.index)).to.equal(undefined);
    expect(decodeRecords({ key, entries: entries.slice(1) }, lines.records)).to.equal(undefined);
  });

  describe('is of no use', () => {
    const index = { block: 'k', ids: ['a'], fingerprints: ['f'], fold: NOTHING };
    const holder = { value: 1, id: 'a', start: 5, title: 't' };
    const folds: readonly object[] = [
      { totals: { a: -1 } },
      { totals: { a: 1.5 } },
      { totals: { a: '1' } },
      { totals: [] },
      { best: { a: null } },
      { best: { a: { ...holder, value: 'x' } } },
      { best: { a: { ...holder, id: 5 } } },
      { best: { a: { ...holder, title: null } } },
      { best: { a: { ...holder, start: 'no mark' } } },
      { best: { a: { ...holder, start: [] } } },
      { sets: { a: 'x' } },
      { sets: { a: [1] } },
      { days: { 1: [1, 2, 3, 4] } },
      { days: { 1: [1, 2, 3, 4, -5] } },
      { days: null },
    ];
    const indexes: readonly object[] = [
      { ids: 'a' },
      { ids: [7] },
      { ids: ['a', 'b'] },
      { fingerprints: [null] },
      { fingerprints: [] },
      { fold: null },
      ...folds.map((part) => ({ fold: { ...NOTHING, ...part } })),
    ];
    for (const part of indexes)
      it(`with an index of ${JSON.stringify(part)}`, () => {
        expect(decodeIndex('k', lineOf(index))).to.not.equal(undefined);
        expect(decodeIndex('k', lineOf({ ...index, ...part }))).to.equal(undefined);
      });

    const session = {
      title: 't',
      model: null,
      started_at: null,
      last_active: null,
      contribution: { a: 1, tool_names: [] },
    };
    const sessions: readonly unknown[] = [
      null,
      [],
      { ...session, title: null },
      { ...session, model: 5 },
      { ...session, started_at: 'x' },
      { ...session, started_at: -1 },
      { ...session, stored_start: 'no mark' },
      { ...session, stored_start: true },
      { ...session, last_active: 4.3e9 },
      { ...session, activity: 'x' },
      { ...session, activity: [1, 2, 3] },
      { ...session, activity: [1, 2, 3, -4] },
      { ...session, contribution: null },
      { ...session, contribution: [] },
      { ...session, contribution: { a: 1 } },
      { ...session, contribution: { a: 1, tool_names: 'x' } },
      { ...session, contribution: { a: 1, tool_names: [1] } },
      ...[-1, 1.5, 2 ** 53, '1', null, {}].map((a) => ({ ...session, contribution: { a, tool_names: [] } })),
    ];
    const entries = [{ id: 'a', fingerprint: 'f' }];
    const found = (value: unknown, change?: (text: string) => string) =>
      decodeRecords({ key: 'k', entries }, lineOf({ block: 'k', sessions: [value] }, change));
    for (const odd of sessions)
      it(`with a session of ${JSON.stringify(odd)}`, () => {
        expect(found(session)).to.not.equal(undefined);
        expect(found(odd)).to.equal(undefined);
      });

    it('with a count that is infinite', () => {
      expect(found(session, (text) => text.replace('"a":1', '"a":1e999'))).to.equal(undefined);
    });

    it('with a count that was none before it was stored', () => {
      const odd = recordOf({}, { a: Number.NaN });
      const { index, records } = encodeBlock('k', [odd], NOTHING);
      expect(decodeIndex('k', index)).to.not.equal(undefined);
      expect(decodeRecords({ key: 'k', entries: entriesOf([odd]) }, records)).to.equal(undefined);
    });

    it('with anything else, and never makes decoding fail', () => {
      fc.assert(
        fc.property(
          fc.oneof(fc.object(), fc.record({ block: fc.constant('k'), fold: fc.object() })),
          (any) => {
            expect(decodeIndex('k', lineOf(any))).to.equal(undefined);
            expect(decodeRecords({ key: 'k', entries }, lineOf(any))).to.equal(undefined);
          },
        ),
      );
      fc.assert(
        fc.property(fc.uint8Array(), (any) => {
          expect(decodeIndex('k', any)).to.equal(undefined);
        }),
      );
    });
  });
});
