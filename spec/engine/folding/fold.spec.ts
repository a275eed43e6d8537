import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { aggregateOf } from '#src/engine/folding/aggregate.js';
import { foldOf, mergeFolds } from '#src/engine/folding/fold.js';
import type { MetricId } from '#src/engine/folding/metrics.js';
import { compareBytes, compareInScan } from '#src/engine/folding/scan-order.js';
import type { Fold, SessionRecord } from '#src/types.js';
import { holds } from '../../support/fuzz.js';
import { recordOf, utc } from '../../support/records.js';

const storedStart = fc.constantFrom(null, 0, 5, 9e9, Number.POSITIVE_INFINITY, '', 'yesterday', '\u{1f600}');
const id = fc.constantFrom('a', 'b', '\u{1f600}', '\uffee', 'a\u0000', 'é', '');
const model = fc.constantFrom(null, '', 'None', 'gpt-4', 'ollama/x', 'Gemini', 'claude:3', 'x'.repeat(5_000));
const counters = fc.dictionary(
  fc.constantFrom('tool_call_count', 'message_count', 'error_count', 'git_events', '__proto__'),
  fc.nat(3),
);
const start = fc.option(fc.nat(4_200_000_000));
/** Steps between quarters of an hour, small enough that days are met again, and what happened in each. */
const activity = fc
  .array(fc.tuple(fc.nat(100), fc.nat(9), fc.nat(9), fc.nat(9)), { maxLength: 5 })
  .map((quarters) => quarters.flat());

/** No two sessions of a history have the same id and start. */
const sessions = fc.uniqueArray(fc.record({ id, storedStart, model, start, counters, activity }), {
  selector: (session) => `${session.id} ${String(session.storedStart)}`,
  maxLength: 12,
});

type Drawn = typeof sessions extends fc.Arbitrary<infer List> ? List : never;

function recordsOf(drawn: Drawn) {
  return drawn.map(({ counters, activity, start: startedAt, ...session }) => {
    const contribution = { counters, toolNames: [], activity };
    return recordOf({
      ...session,
      startedAt,
      title: `${session.id} of ${session.storedStart}`,
      contribution,
    });
  });
}

function messagesOf({ contribution: { counters } }: SessionRecord): number {
  const { message_count = 0 } = counters;
  return message_count;
}

/** Merges what lies side by side, two by two, in an order that the numbers choose. */
function mergedByChance(folds: readonly Fold<MetricId>[], choices: readonly number[]): Fold<MetricId> {
  const left = [...folds];
  for (let step = 0; left.length > 1; step++) {
    const one = left.splice((choices[step % choices.length] ?? 0) % left.length, 1);
    const other = left.splice((choices[(step + 1) % choices.length] ?? 0) % left.length, 1);
    left.push(mergeFolds([...one, ...other]));
  }
  return left[0] ?? mergeFolds([]);
}

describe('folds', () => {
  it('give the numbers of one fold over all, whatever was folded first', function () {
    const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 20 });
    holds(
      this,
      500,
      fc.property(sessions, choices, fc.nat({ max: 5 }), (drawn, numbers, parts) => {
        const records = recordsOf(drawn);
        const whole = foldOf(records, utc);
        const pieces = Array.from({ length: parts + 1 }, (_, piece) =>
          records.filter((_, place) => (numbers[place % numbers.length] ?? 0) % (parts + 1) === piece),
        );
        const folds = pieces.map((piece) => foldOf(piece.toReversed(), utc));
        const merged = mergedByChance(folds, numbers);
        deepStrictEqual(aggregateOf(merged), aggregateOf(whole));
        deepStrictEqual(merged.days, whole.days);
      }),
    );
  });

  it('stay what they are in JSON', function () {
    holds(
      this,
      500,
      fc.property(sessions, (drawn) => {
        // Infinity is no JSON: whoever keeps folds writes it in another way.
        const finite = drawn.filter((session) => session.storedStart !== Number.POSITIVE_INFINITY);
        const fold = foldOf(recordsOf(finite), utc);
        const again: Fold<MetricId> = JSON.parse(JSON.stringify(fold));
        deepStrictEqual(aggregateOf(mergeFolds([again])), aggregateOf(fold));
        deepStrictEqual(mergeFolds([again]).days, fold.days);
      }),
    );
  });

  it('hold as evidence the session that an ordered walk would meet first', function () {
    holds(
      this,
      500,
      fc.property(sessions, (drawn) => {
        const records = recordsOf(drawn);
        const inOrder = records.toSorted((a, b) =>
          compareInScan({ start: a.storedStart, id: a.id }, { start: b.storedStart, id: b.id }),
        );
        const most = Math.max(0, ...records.map(messagesOf));
        const first = inOrder.find((each) => messagesOf(each) === most);
        const evidence = aggregateOf(foldOf(records, utc)).evidence.max_messages_in_session;
        expect(evidence?.title).to.equal(most === 0 ? undefined : first?.title);
      }),
    );
  });

  it('tell by day what started on it, and what happened on it', () => {
    const late = 20_000 * 86_400 + 23.5 * 3_600;
    const quarter = Math.floor(late / 900);
    const contribution = { counters: {}, toolNames: [], activity: [quarter, 3, 2, 1, 4, 5, 0, 0] };
    const { days } = foldOf([recordOf({ startedAt: late, contribution }), recordOf({ id: 'undated' })], utc);
    expect(days).to.deep.equal({ 20000: [1, 1, 3, 2, 1], 20001: [0, 0, 5, 0, 0] });
    // An hour further east all of it is of the next day.
    const east = foldOf([recordOf({ startedAt: late, contribution })], (time) => utc(time + 3_600));
    expect(east.days).to.deep.equal({ 20001: [1, 1, 8, 2, 1] });
  });

  it('do not grow with the sessions that say nothing new', () => {
    const few = foldOf([recordOf({ model: 'm' })], utc);
    const many = foldOf(
      Array.from({ length: 100 }, (_, i) => recordOf({ id: `${i}`, model: 'm' })),
      utc,
    );
    expect(JSON.stringify(many).length - JSON.stringify(few).length).to.be.at.most(4);
  });
});

describe('the scan order', () => {
  it('goes by the stored start, the latest first, texts before numbers and nothing last', () => {
    const starts = ['b', 'a', Number.POSITIVE_INFINITY, 9e9, 5, -1, Number.NEGATIVE_INFINITY, null];
    const places = starts.map((each) => ({ start: each, id: 'x' }));
    expect(places.toReversed().sort(compareInScan)).to.deep.equal(places);
  });

  it('goes by the id for an equal start', () => {
    const [a, b] = [
      { start: null, id: 'a' },
      { start: null, id: 'b' },
    ];
    expect(compareInScan(a, b)).to.be.below(0);
    expect(compareInScan(b, a)).to.be.above(0);
    expect(compareInScan(a, { ...a })).to.equal(0);
  });

  it('compares texts as their bytes do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareBytes(a, b))).to.equal(bytes);
      }),
      { numRuns: 1_000 },
    );
    expect(compareBytes('\u{1f600}', '\uffee')).to.be.above(0);
  });
});
