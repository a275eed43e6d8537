import { expect } from 'chai';
import fc from 'fast-check';
import { compileCounters } from '#src/engine/counting/analyze.js';
import { Matcher } from '#src/engine/matching/matcher.js';
import type { CompiledRules } from '#src/engine/matching/rules.js';
import { holds } from '../../support/fuzz.js';
import { bytesOf, type Tallied } from '../../support/matching.js';

/** Words that reach over line breaks and over messages, and what stands around them. */
const PIECES = [
  ...['git', ' ', '\n', 'commit', 'rebase', 'skill', 'docker', 'name', 'already', 'config.js', 'a-b-'],
  ...['background', '=', 'true', './a.py', '~', '/home/x.ts', 'ſ', 'é', '😀', '\u2003', 'ok', 'x'],
];
const text = fc
  .tuple(fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }), fc.constantFrom(1, 1, 1, 50))
  .map(([pieces, times]) => bytesOf(pieces.join('').repeat(times)));
const damaged = fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.filter((byte) => byte !== 0));
const message = fc.record({
  text: fc.oneof(
    { weight: 5, arbitrary: text },
    { weight: 4, arbitrary: fc.constantFrom(...['git', 'commit', 'x git', ' tag'].map(bytesOf)) },
    // Short texts of several lines: the next lane begins behind the first of them.
    {
      weight: 3,
      arbitrary: fc
        .array(fc.constantFrom(...PIECES, '\n'), { maxLength: 6 })
        .map((some) => bytesOf(some.join(''))),
    },
    { weight: 1, arbitrary: damaged },
  ),
  isLast: fc.constantFrom(true, false, false, false),
  /** Whether it is said to come, whether it comes in one piece, and whether it comes at all. */
  isExpected: fc.constantFrom(true, true, true, false),
  isWhole: fc.constantFrom(true, true, true, false),
  comes: fc.constantFrom(true, true, true, true, true, false),
});
type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

interface Seen {
  readonly sessions: readonly Tallied[];
  /** Of each match of a rule that finds places: the number of its message, its end, and its length. */
  readonly places: string;
}

/** Counts messages session by session; between two messages of one matcher another one may be at work. */
function* counting(
  rules: CompiledRules,
  messages: readonly Message[],
  isTold: boolean,
): Generator<void, Seen> {
  const places: number[] = [];
  const sessions: Tallied[] = [];
  let number = 0;
  const matcher = new Matcher(rules, (end, length) => places.push(number, end, length));
  const expected = messages.filter(({ isExpected }) => isExpected);
  if (isTold)
    matcher.expect(
      expected.map((one) => one.text),
      expected.map(({ isLast }) => isLast),
    );
  for (const one of messages) {
    number++;
    if (!one.comes) continue;
    if (one.isWhole) matcher.feedMessage(one.text);
    else {
      matcher.feed(one.text);
      matcher.endLine();
    }
    if (one.isLast) {
      sessions.push(countsOf(rules, matcher));
      matcher.reset();
    }
    yield;
  }
  return { sessions: [...sessions, countsOf(rules, matcher)], places: places.join() };
}

function countsOf({ sources }: CompiledRules, matcher: Matcher): Tallied {
  return Object.fromEntries(
    sources.map(({ name, mode }, rule) => [name, mode === 'count' ? matcher.count(rule) : matcher.has(rule)]),
  );
}

function finish<T>(running: Generator<void, T>): T {
  for (;;) {
    const { done, value } = running.next();
    if (done === true) return value;
  }
}

describe('messages that are expected', () => {
  const rules = compileCounters();
  const fresh = compileCounters();

  it('count as those of which nobody knew', function () {
    holds(
      this,
      1_000,
      fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
        expect(finish(counting(rules, messages, true))).to.deep.equal(
          finish(counting(fresh, messages, false)),
        );
      }),
    );
  });

  it('count the same where the first line of a text ends nothing, and the next lane begins behind it', () => {
    const messages = ['git', 'true xgitok\nrebase'].map(
      (text): Message => ({
        text: bytesOf(text),
        isLast: false,
        isExpected: true,
        isWhole: true,
        comes: true,
      }),
    );
    expect(finish(counting(rules, messages, true))).to.deep.equal(finish(counting(fresh, messages, false)));
  });

  it('count the same when others are counted in turns with them', function () {
    const some = fc.array(message, { maxLength: 20 });
    holds(
      this,
      300,
      fc.property(some, some, (messages, others) => {
        const [one, other] = [counting(rules, messages, true), counting(rules, others, true)];
        let [ofOne, ofOther] = [one.next(), other.next()];
        while (!ofOne.done || !ofOther.done) {
          if (!ofOne.done) ofOne = one.next();
          if (!ofOther.done) ofOther = other.next();
        }
        expect(ofOne.value).to.deep.equal(finish(counting(fresh, messages, false)));
        expect(ofOther.value).to.deep.equal(finish(counting(fresh, others, false)));
      }),
    );
  });

  for (const [what, line] of [
    ['words without end', 'auth token cache ./a.py\n'],
    ['a word over each line break', 'git\ncommit '],
    ['places without end', '~/'],
    ['no line break', 'model 😀 '],
    ['nothing but damage', '\xff\xfe'],
  ] as const) {
    it(`count the same in megabytes of ${what}`, function () {
      this.timeout(60_000);
      const bytes = /[\x80-\xff]/.test(line)
        ? Uint8Array.from({ length: 200_000 }, (_, i) => line.charCodeAt(i % line.length))
        : bytesOf(line.repeat(200_000 / line.length));
      const messages = Array.from({ length: 20 }, (_, i): Message => {
        const text = i % 7 === 0 ? new Uint8Array([...bytes, ...bytesOf('git')]) : bytes.subarray(i % 5);
        return { text, isLast: i % 9 === 8, isExpected: true, isWhole: true, comes: true };
      });
      expect(finish(counting(rules, messages, true))).to.deep.equal(finish(counting(fresh, messages, false)));
    });
  }
});
