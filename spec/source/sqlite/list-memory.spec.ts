import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Answers, ListMemory } from '#src/source/sqlite/list-memory.js';
import type { ListedSession } from '#src/types.js';
import { holds } from '../../support/fuzz.js';

/** A session as the tables have it. */
interface Stored {
  readonly id: string;
  readonly title: string;
  /** What is told of its messages; empty without any. */
  readonly told: string;
}

/** So few that most changes reach over several pages. */
const [SESSIONS_A_PAGE, GROUPS_A_PAGE] = [3, 4];

const stored: fc.Arbitrary<Stored> = fc.record({
  id: fc.constantFrom(...'abcdefghijklmnop', '\u{1f600}', '__proto__'),
  title: fc.constantFrom('one', 'two'),
  told: fc.constantFrom('', '1 1 1', '2 7 8'),
});
const histories = fc.array(fc.uniqueArray(stored, { selector: ({ id }) => id }), {
  minLength: 2,
  maxLength: 6,
});

/** What the statements would answer: sessions by row, messages by session. */
function answersOf(sessions: readonly Stored[], names: Answers['names'] = new Map()): Answers {
  const rows = chunks(sessions, SESSIONS_A_PAGE).map((page) => ({
    packed: JSON.stringify(page.map(({ id, title }) => [id, title, 'a model', 1_790_000_000_000_000])),
    activity: JSON.stringify(page.map(() => null)),
    sessions: page.length,
  }));
  const told = sessions.filter((session) => session.told !== '').toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const groups = chunks(told, GROUPS_A_PAGE).map((page) => ({
    packed: JSON.stringify(page.flatMap((session) => [session.id, session.told])),
    last: Buffer.from(page.at(-1)?.id ?? ''),
  }));
  return { oldest: null, sessions: rows, groups, inactive: null, names };
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

function listed(sessions: readonly Stored[]): Map<string, ListedSession> {
  const all = new ListMemory().all(answersOf(sessions), 'any', sessions.length);
  return new Map([...all].map((session) => [session.id, session]));
}

describe('The memory of a list', () => {
  it('tells every session that is new, has changed or is gone, change after change', function () {
    holds(
      this,
      1_000,
      fc.property(histories, ([first = [], ...later]) => {
        const memory = new ListMemory();
        const known = new Map<string, ListedSession>();
        for (const session of memory.all(answersOf(first), '0', first.length)) known.set(session.id, session);
        later.forEach((sessions, number) => {
          const changes = memory.since(`${number}`, answersOf(sessions), `${number + 1}`);
          for (const session of changes?.changed ?? []) known.set(session.id, session);
          for (const id of changes?.gone ?? []) expect(known.delete(id), id).to.equal(true);
          deepStrictEqual(new Map([...known].sort()), new Map([...listed(sessions)].sort()));
        });
      }),
    );
  });

  const many = Array.from({ length: 30 }, (_, i) => ({ id: `s${i + 10}`, title: 'one', told: '1 1 1' }));

  it('looks at the pages of what has changed alone', () => {
    const memory = new ListMemory();
    Array.from(memory.all(answersOf(many), 'first', many.length));
    const one = many.map((session) => (session.id === 's20' ? { ...session, told: '2 9 9' } : session));
    expect(
      [...(memory.since('first', answersOf(one), 'second')?.changed ?? [])].map(({ id }) => id),
    ).to.deep.equal(['s20']);
    const other = one.map((session) => (session.id === 's30' ? { ...session, title: 'two' } : session));
    const ids = [...(memory.since('second', answersOf(other), 'third')?.changed ?? [])].map(({ id }) => id);
    expect(ids).to.include('s30');
    expect(ids).to.have.length(SESSIONS_A_PAGE);
  });

  it('knows nothing of a list that it has not seen to its end, nor of another one', () => {
    const memory = new ListMemory();
    for (const _ of memory.all(answersOf(many), 'first', many.length)) break;
    expect(memory.since('first', answersOf(many), 'second')).to.equal(undefined);
    Array.from(memory.all(answersOf(many), 'first', many.length));
    expect(memory.since('another', answersOf(many), 'second')).to.equal(undefined);
    const longName = new Map([['s20', [{ start: 'one', hash: 'h' }]]]);
    expect(memory.since('first', answersOf(many, longName), 'second')).to.equal(undefined);
  });

  it('does not keep a list that would take more memory than a scan may have', () => {
    const memory = new ListMemory();
    Array.from(memory.all(answersOf(many), 'first', 100_001));
    expect(memory.since('first', answersOf(many), 'second')).to.equal(undefined);
  });

  it('tells the same of a very long list, and keeps none of its pages', function () {
    holds(
      this,
      200,
      fc.property(histories, ([sessions = []]) => {
        const answers = answersOf(sessions);
        // A repeated id is one session.
        answers.sessions.push(...answersOf(sessions.slice(0, 2)).sessions);
        const told = [...new ListMemory().all(answers, 'any', 100_001)];
        deepStrictEqual(told, [...listed(sessions).values()]);
        expect([answers.sessions, answers.groups]).to.deep.equal([[], []]);
      }),
    );
  });
});
