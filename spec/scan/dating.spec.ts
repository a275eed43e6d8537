import { expect } from 'chai';
import fc from 'fast-check';
import { reachedBy, undated } from '#src/engine/badges/dating.js';
import { settle } from '#src/engine/badges/snapshot.js';
import { aggregate } from '#src/engine/folding/aggregate.js';
import { crossingDays, crossingsWithin } from '#src/engine/folding/crossings.js';
import type { ToLocalTime } from '#src/engine/folding/local-time.js';
import { Job } from '#src/scan/job.js';
import { Ledger } from '#src/scan/ledger.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { localTimeIn } from '#src/time-zone/time-zone.js';
import type { SessionRecord, Unlocks } from '#src/types.js';
import { type Dates, datesByWalk } from '../support/date-walk.js';
import { holdsAsync } from '../support/fuzz.js';
import { FIXTURES, GOLDEN_FIXTURES, readGolden } from '../support/golden.js';
import { MemoryStore } from '../support/memory-store.js';
import { recordOf, utc } from '../support/records.js';

const NOW = 1_900_000_000;
const T = 1_774_000_000;
const COUNTERS = [
  ...[
    'tool_call_count',
    'distinct_tool_count',
    'message_count',
    'error_count',
    'terminal_calls',
    'web_calls',
  ],
  ...[
    'git_events',
    'install_error_events',
    'install_success_events',
    'file_tool_calls',
    'files_touched_count',
  ],
];

/** Days apart, or none: then the id decides, or the start is damaged. */
const start = fc.option(
  fc
    .record({ day: fc.nat(5), second: fc.constantFrom(0, 1, 0.25, 43_199, 86_399) })
    .map(({ day, second }) => T + day * 86_400 + second),
  { freq: 6 },
);
const records = fc
  .uniqueArray(
    fc.record({
      id: fc.oneof(fc.constantFrom('a', 'b', 'é', '\u{1f600}', '\uffee'), fc.string({ maxLength: 3 })),
      start,
      model: fc.constantFrom(
        null,
        'ollama/x',
        'openai/gpt',
        'anthropic/claude',
        'google/gemini',
        'x/y',
        'llama',
      ),
      counters: fc.dictionary(fc.constantFrom(...COUNTERS), fc.integer({ min: 0, max: 1_200 }), {
        maxKeys: 8,
      }),
    }),
    { selector: ({ id }) => id, maxLength: 40 },
  )
  .map((sessions) =>
    sessions.map(({ start: startedAt, counters, ...session }) =>
      recordOf({ ...session, startedAt }, counters),
    ),
  );

/** As a scan does: sessions lie in blocks of days, and only those of the day in question are read. */
async function unlocksOf(sessions: readonly SessionRecord[], localTime: ToLocalTime): Promise<Unlocks> {
  const ledger = new Ledger(new MemoryStore(), localTime);
  for (const record of sessions) ledger.stage(record);
  await ledger.write(NOW);
  const totals = aggregate(sessions, localTime);
  const crossings = [];
  for (const day of crossingDays(ledger.days(), undated(totals, new Map())))
    crossings.push(...crossingsWithin(day, await ledger.recordsOf(day.day), localTime));
  return settle(totals, new Map(), { now: NOW, first: true, reachedBy: reachedBy(crossings) }).unlocks;
}

/** In the words of the walk: what was reached by no session with a time is left out. */
function datesIn(unlocks: Unlocks, sessions: readonly SessionRecord[]): Dates {
  const dates: Record<string, string> = {};
  const note = (what: string, at: number, id: string | undefined) => {
    const startedAt = sessions.find((session) => session.id === id)?.startedAt ?? NOW;
    expect(Math.floor(startedAt), what).to.equal(at);
    if (id !== undefined) dates[what] = `${startedAt} ${id}`;
  };
  for (const [badge, { tiers = {}, reached_at, reached_in }] of unlocks) {
    if (reached_at !== undefined) note(badge, reached_at, reached_in);
    for (const [tier, record] of Object.entries(tiers))
      note(`${badge} ${tier}`, record.reached_at, record.reached_in);
  }
  return dates;
}

describe('The date of a tier', () => {
  for (const zone of ['UTC', 'Asia/Kathmandu', 'America/New_York']) {
    it(`is the start of the session that reached it, by a slow walk over all of them (${zone})`, async function () {
      const localTime = localTimeIn(zone);
      await holdsAsync(
        this,
        150,
        fc.asyncProperty(records, async (sessions) => {
          const unlocks = await unlocksOf(sessions, localTime);
          expect(datesIn(unlocks, sessions)).to.deep.equal(datesByWalk(sessions, localTime));
        }),
      );
    });
  }

  for (const { name, sessions, expected } of GOLDEN_FIXTURES) {
    it(`is that of a slow walk over the golden sessions (${name})`, async () => {
      const golden = readGolden(FIXTURES, { sessions, expected });
      const dates = datesIn(await unlocksOf(golden.records, utc), golden.records);
      expect(dates).to.deep.equal(datesByWalk(golden.records, utc));
      expect(Object.keys(dates)).to.not.be.empty;
    });
  }

  it('is told by a scan, and only where it is asked for', async () => {
    const sessions: MemorySession[] = ['b', 'a', 'c', 'd'].map((id, place) => ({
      id,
      model: `provider${place}/m`,
      startedAt: place === 3 ? null : T + Math.floor(place / 2) * 86_400,
      messages: [{ role: 'user', content: 'hello' }],
    }));
    const store = new MemoryStore();
    const job = new Job({
      source: createMemorySource(sessions),
      store,
      timeZone: { name: 'UTC', localTime: utc },
      now: () => NOW * 1000,
    });
    await job.scan({ full: false }, { stopped: () => false, reading() {} }, { progress() {}, partial() {} });
    store.watch();
    const metric = 'distinct_provider_count';
    expect(await job.date([2, 3, 4].map((atLeast) => ({ metric, atLeast })))).to.deep.equal([
      { metric, atLeast: 2, at: T, id: 'b' },
      { metric, atLeast: 3, at: T + 86_400, id: 'c' },
    ]);
    expect(store.reads).to.have.length(2);
    expect(await job.date([])).to.deep.equal([]);
    expect(store.reads).to.have.length(2);
  });
});
