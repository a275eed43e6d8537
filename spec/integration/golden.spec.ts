import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { mask } from '#src/engine/badges/mask.js';
import { countStates, evaluateAll } from '#src/engine/badges/snapshot.js';
import { aggregate } from '#src/engine/folding/aggregate.js';
import type { Achievement } from '#src/types.js';
import { FIXTURES, GOLDEN_DIRECTORY, type Golden, readGolden } from '../support/golden.js';
import { readGoldenSessions } from '../support/golden-sessions.js';
import { type HistorySchema, writeHistory } from '../support/history.js';
import { type Home, temporaryHome } from '../support/home.js';
import { nonZero } from '../support/messages.js';
import { here, utc } from '../support/records.js';
import { readCheckpoint, readState, type Served, servedHomes } from '../support/served.js';

// The fixtures are a part of the golden data. Where all of it is at hand, this variable names its directory.

const SETS = [
  { name: 'edge', files: 'edge', directory: FIXTURES, titled: false },
  { name: 'real, in part', files: 'real-part', directory: FIXTURES, titled: true },
  { name: 'complete edge', files: 'edge', directory: GOLDEN_DIRECTORY, titled: false },
  { name: 'complete real', files: 'real', directory: GOLDEN_DIRECTORY, titled: true },
] as const;

/** How long a scan may keep the host from its work, with much to spare for a machine that is busy otherwise. */
const LONGEST_STALL_MS = 250;

/** What is expected on a machine in any time zone: the golden numbers hold for UTC. */
function expectedOf(golden: Golden) {
  const asHere = aggregate(golden.records, here);
  const { weekend_sessions, night_sessions } = asHere.values;
  const achievements = evaluateAll(asHere, new Map());
  const inUtc = evaluateAll(aggregate(golden.records, utc), new Map());
  return {
    aggregate: { ...golden.aggregate, weekend_sessions, night_sessions },
    // A badge that counts weekends or nights is expected as it is here, every other one as the golden file says.
    achievements: achievements.map((badge, index) =>
      JSON.stringify(badge) === JSON.stringify(inUtc[index])
        ? { ...badge, ...golden.achievements[index] }
        : badge,
    ),
    counts: countStates(achievements),
  };
}

/** Titles of the edge set are not normative, and nothing of when a history was counted is golden. */
function withoutTitle(achievement: Achievement): object {
  const { evidence, ...rest } = timeless(achievement);
  return { ...rest, evidence: evidence && { ...evidence, title: '' } };
}

function timeless({ unlocked_at: _, pace: __, tiers, requirements, ...rest }: Achievement) {
  return {
    ...rest,
    ...(tiers && { tiers: tiers.map(({ name, threshold }) => ({ name, threshold })) }),
    ...(requirements && { requirements: requirements.map(({ metric, gte }) => ({ metric, gte })) }),
  };
}

describe('A history with known counts', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);

  async function served(
    { files, directory }: (typeof SETS)[number],
    schema: HistorySchema,
  ): Promise<{ router: Served; golden: Golden }> {
    const sessions = await readGoldenSessions(join(directory ?? '', `sessions-${files}.jsonl.gz`));
    await writeHistory(home().databasePath, sessions, { schema });
    const golden = readGolden(directory ?? '', {
      sessions: `sessions-${files}`,
      expected: `expected-${files}`,
    });
    return { router: serve(), golden };
  }

  for (const set of SETS) {
    for (const schema of ['plain', 'full'] as const) {
      it(`gives the golden numbers of the ${set.name} set, from the ${schema} schema`, async function () {
        if (set.directory === undefined) this.skip();
        this.timeout(60_000);
        const { router, golden } = await served(set, schema);
        const expected = expectedOf(golden);

        const payload = await router.read();
        expect(payload).to.include({ ...expected.counts, error: null, is_stale: false });
        expect(payload.achievements).to.have.length(CATALOG.length);
        const shown = expected.achievements.map((badge) => withoutTitle(mask(badge)));
        expect(payload.achievements.map(withoutTitle)).to.deep.equal(shown);
        if (set.titled) {
          const proofs = expected.achievements.map(({ evidence }) => evidence?.title);
          expect(payload.achievements.map(({ evidence }) => evidence?.title)).to.deep.equal(proofs);
        }
        expect(payload.scan_meta).to.include({
          mode: 'full',
          sessions_total: golden.records.length,
          sessions_rescanned: golden.records.length,
        });

        const { aggregate: stored } = await readState(home(), 'scan_snapshot.json');
        expect(stored).to.deep.equal(expected.aggregate);
        await expectSessions(home(), golden, set.titled);

        const { aggregate: shownAggregate } = await router.rescanned();
        expect(expected.aggregate).to.include(shownAggregate);
      });
    }
  }

  async function expectSessions(at: Home, { records }: Golden, titled: boolean): Promise<void> {
    const { records: stored } = await readCheckpoint(at);
    expect(stored.size).to.equal(records.length);
    for (const { id, title, lastActive, contribution } of records) {
      const session = stored.get(id);
      expect(session?.contribution.counters, id).to.deep.equal(nonZero(contribution.counters));
      expect(session?.contribution.toolNames, id).to.have.members(contribution.toolNames);
      expect(session?.lastActive, id).to.equal(lastActive);
      if (titled) expect(session?.title, id).to.equal(title);
    }
  }

  it('is scanned without holding up the host', async () => {
    const { router } = await served(SETS[0], 'full');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    await router.get('/scan-status');
    delay.enable();
    await router.read();
    await router.rescanned('?full=true');
    delay.disable();
    expect(delay.max / 1e6).to.be.lessThan(LONGEST_STALL_MS);
  });
});
