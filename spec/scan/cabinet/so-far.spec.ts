import { expect } from 'chai';
import fc from 'fast-check';
import { METRIC_IDS, type MetricId } from '#src/engine/folding/metrics.js';
import type { MemorySession } from '#src/source/memory-source.js';
import type { Aggregate } from '#src/types.js';
import { MemoryCabinet } from '../../support/cabinets.js';
import { holdsAsync } from '../../support/fuzz.js';
import { temporaryHome } from '../../support/home.js';

const T = 1_774_000_000;
const TEXTS = ['hello', 'traceback error', 'git commit', 'docker', 'restart after error', 'traceback'];

/** Who has more messages of it has those of the others as well. */
function grown(id: number, messages: number): MemorySession {
  return {
    id: `s${id}`,
    startedAt: T + id * 40_000,
    model: `ollama/${id}`,
    messages: Array.from({ length: messages }, (_, place) => ({
      role: 'user',
      content: TEXTS[(id + place) % TEXTS.length] ?? '',
    })),
  };
}

describe('What is known of several homes while they are counted for the first time', () => {
  const home = temporaryHome();
  const { now } = performance;
  let time = 0;
  beforeEach(() => {
    performance.now = () => time;
  });
  afterEach(() => {
    performance.now = now;
  });

  /** All that was told, after each session, and what it came to. */
  async function counted(place: string, homes: readonly (readonly MemorySession[])[]) {
    const cabinet = new MemoryCabinet(`${home().path}/${place}`);
    cabinet.homes = homes.map((sessions, number) => ({ name: `home ${number}`, sessions: [...sessions] }));
    const partial: Aggregate<MetricId>[] = [];
    const progress: (readonly [number, number])[] = [];
    const report = await cabinet.scan(
      { full: false },
      {
        partial: (soFar) => partial.push(soFar),
        progress: (scanned, total) => progress.push([scanned, total]),
      },
      () => {
        time += 2_000;
        return undefined;
      },
    );
    return { partial, progress, values: report?.aggregate.values ?? expect.fail() };
  }

  it('is never more than there is, wherever copies lie', async function () {
    const session = fc.record({ id: fc.nat(8), messages: fc.integer({ min: 1, max: 6 }) });
    const sessions = fc.uniqueArray(session, { selector: ({ id }) => id, maxLength: 6 });
    let run = 0;
    let told = 0;
    await holdsAsync(
      this,
      12,
      fc.asyncProperty(fc.array(sessions, { minLength: 1, maxLength: 5 }), async (homes) => {
        const { partial, values } = await counted(
          String(run++),
          homes.map((list) => list.map(({ id, messages }) => grown(id, messages))),
        );
        told += partial.length;
        for (const soFar of partial)
          for (const metric of METRIC_IDS) expect(soFar.values[metric], metric).to.be.at.most(values[metric]);
      }),
    );
    expect(told).to.be.above(20);
  });

  it('is the sum of those that are through, where they share no session', async () => {
    const ids = [
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
      [10, 11],
      [12, 13, 14, 15],
    ];
    const { partial, progress, values } = await counted(
      'apart',
      ids.map((home) => home.map((id) => grown(id, 3))),
    );
    const sessions = partial.map((soFar) => soFar.values.session_count);
    // The last one is begun when but one of the others may still be read.
    expect(sessions.at(-1)).to.be.within(7, 12);
    expect(sessions).to.deep.equal([...sessions].sort((a, b) => a - b));
    expect(values.session_count).to.equal(16);
    expect(progress.at(-1)).to.deep.equal([16, 16]);
    expect(partial.at(-1)?.values.distinct_model_count).to.be.above(9);
  });

  it('leaves out those that share one with others, as long as these have more', async () => {
    const homes = [[0, 1, 2, 3], [3, 4], [6], [7]].map((ids) => ids.map((id) => grown(id, 3)));
    const { partial, values } = await counted('shared', homes);
    expect(Math.max(...partial.map((soFar) => soFar.values.session_count))).to.be.within(4, 6);
    expect(values.session_count).to.equal(7);
  });
});
