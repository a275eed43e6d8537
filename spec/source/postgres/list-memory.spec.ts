import { expect } from 'chai';
import fc from 'fast-check';
import { BATCH_ROWS } from '#src/postgres/client.js';
import { type PostgresAnswers, PostgresListMemory } from '#src/source/postgres/list-memory.js';
import { RowPages } from '#src/source/postgres/row-pages.js';
import type { ListedSession } from '#src/types.js';
import { holds } from '../../support/fuzz.js';

/** A session: what is told of its rows, and of those that are inactive. */
interface Told {
  readonly rows: number;
  readonly which: string | undefined;
}

type History = ReadonlyMap<string, Told>;

/** A record as `record_send` makes it: the number of its cells, then of each its type, its length, and itself. */
function recordOf(cells: readonly (Buffer | null)[]): Buffer {
  const parts = cells.map((cell) => {
    const head = Buffer.alloc(8);
    head.writeInt32BE(cell?.length ?? -1, 4);
    return Buffer.concat([head, cell ?? Buffer.alloc(0)]);
  });
  const count = Buffer.alloc(4);
  count.writeInt32BE(cells.length);
  return Buffer.concat([count, ...parts]);
}

function int8(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

/** What the statements would answer: the sessions by id. */
function answersOf(history: History, mark: string): PostgresAnswers {
  const rows = new RowPages();
  const ids = [...history.keys()].sort();
  const records = ids.map((id) => {
    const count = int8(history.get(id)?.rows ?? 0);
    const names = [Buffer.from('A title'), null, Buffer.from('a/model'), null];
    return recordOf([Buffer.from(id), ...names, null, null, count, count, count, null]);
  });
  for (let start = 0; start < records.length; start += BATCH_ROWS)
    rows.add(records.slice(start, start + BATCH_ROWS));
  const inactive = new Map(
    ids.flatMap((id) => {
      const { which } = history.get(id) ?? {};
      return which === undefined ? [] : [[id, which] as const];
    }),
  );
  return { mark, rows, inactive };
}

function fingerprintsOf(sessions: Iterable<ListedSession>): ReadonlyMap<string, string> {
  return new Map(Array.from(sessions, ({ id, fingerprint }) => [id, fingerprint]));
}

const told = fc.record({ rows: fc.nat(2), which: fc.option(fc.constantFrom('1', '2'), { nil: undefined }) });
const history: fc.Arbitrary<History> = fc
  .dictionary(fc.constantFrom(...'abcdefgh'), told, { noNullPrototype: true })
  .map((sessions) => new Map(Object.entries(sessions)));

describe('What a list of PostgreSQL remembers', () => {
  it('tells which sessions are new, other ones or gone, as a look at all of them does', function () {
    holds(
      this,
      1_000,
      fc.property(fc.array(history, { minLength: 2, maxLength: 4 }), (histories) => {
        const memory = new PostgresListMemory();
        let known: ReadonlyMap<string, string> = new Map();
        histories.forEach((next, place) => {
          const answers = answersOf(next, `${place}`);
          const changes = memory.since(`${place - 1}`, answers);
          // Where it cannot tell all are looked at.
          if (changes === undefined) known = fingerprintsOf(memory.all(answers));
          else {
            const before = known;
            const gone = new Set(changes.gone);
            const kept = [...known].filter(([id]) => !gone.has(id));
            known = new Map([...kept, ...fingerprintsOf(changes.changed)]);
            for (const { id } of changes.changed) expect(before.get(id)).not.to.equal(known.get(id));
          }
          expect(known).to.deep.equal(fingerprintsOf(new PostgresListMemory().all(answers)));
        });
      }),
    );
  });

  it('tells of one that came, one that went, one of other rows and one of other inactive rows', () => {
    const memory = new PostgresListMemory();
    const one = { rows: 1, which: undefined };
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const before = new Map<string, Told>(ids.map((id) => [id, one]));
    expect([...memory.all(answersOf(before, '1'))]).to.have.length(6);
    const after = new Map<string, Told>([...before, ['bb', one], ['d', { rows: 2, which: undefined }]]);
    after.set('f', { rows: 1, which: '1' });
    after.delete('e');
    const changes = memory.since('1', answersOf(after, '2'));
    expect(Array.from(changes?.changed ?? [], ({ id }) => id)).to.have.members(['bb', 'd', 'f']);
    expect([...(changes?.gone ?? [])]).to.deep.equal(['e']);
  });

  it('tells nothing of a list that it does not know, nor of one that is another one nearly', () => {
    const memory = new PostgresListMemory();
    const many = (prefix: string) =>
      new Map(
        Array.from({ length: 2_500 }, (_, i) => [`${prefix}${i + 10_000}`, { rows: 1, which: undefined }]),
      );
    expect(memory.since('0', answersOf(many('a'), '1'))).to.equal(undefined);
    expect([...memory.all(answersOf(many('a'), '1'))]).to.have.length(2_500);
    expect(memory.since('0', answersOf(many('a'), '2'))).to.equal(undefined);
    expect(memory.since('1', answersOf(many('b'), '2'))).to.equal(undefined);
    expect(memory.since('1', answersOf(many('a'), '2'))).to.deep.equal({ changed: [], gone: [] });
  });

  it('finds a row on any page', () => {
    const rows = new RowPages();
    const texts = Array.from({ length: 2 * BATCH_ROWS + 3 }, (_, i) => Buffer.from(`${i}`));
    for (let start = 0; start < texts.length; start += BATCH_ROWS)
      rows.add(texts.slice(start, start + BATCH_ROWS));
    for (const index of [0, 1, BATCH_ROWS - 1, BATCH_ROWS, 2 * BATCH_ROWS, 2 * BATCH_ROWS + 2])
      expect(Buffer.from(rows.at(index)).toString()).to.equal(`${index}`);
    expect(rows.at(texts.length)).to.have.length(0);
    expect(rows.isSame(BATCH_ROWS, rows, BATCH_ROWS)).to.equal(true);
    expect(rows.isSame(BATCH_ROWS, rows, BATCH_ROWS + 1)).to.equal(false);
  });
});
