import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { Keeper } from '#src/cache/keep/keeper.js';
import { Job } from '#src/scan/job.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { createHomeStore } from '#src/state/home-files.js';
import { createState } from '#src/state/state.js';
import { recordedAt } from '#src/state/unlock.js';
import type { Unlock, Unlocks } from '#src/types.js';
import { inDirectory } from '../state/support.js';
import { datesByWalk } from '../support/date-walk.js';
import { holdsAsync } from '../support/fuzz.js';
import { recordOf, utc } from '../support/records.js';

const START = 1_790_000_000;
const DAY = 86_400;
const ZONE = { name: 'UTC', localTime: utc };
/** Badges that some sessions unlock by their models alone. */
const IDS = ['provider_polyglot', 'five_model_flight', 'open_weights_pilgrim', 'multi_model_mage'];
const MODELS = ['ollama/x', ...Array.from({ length: 12 }, (_, place) => `provider${place}/model`)];

/** A home in which things happen, to a history, to us and to the files. */
class World {
  readonly #home: string;
  readonly #stateDir: string;
  readonly #legacy: string;
  sessions: MemorySession[] = [];
  /** Unix seconds. */
  now = START;
  #keeper: Keeper | undefined;
  #job: Job | undefined;
  /** All starts that any session ever had, and all moments at which anything was recorded. */
  readonly starts = new Set<number>();
  readonly moments = new Set<number>();
  resetAt = 0;

  constructor(home: string) {
    this.#home = home;
    this.#stateDir = join(home, 'state');
    this.#legacy = join(home, 'legacy', 'state.json');
  }

  get #file(): string {
    return join(this.#stateDir, 'state.json');
  }

  async keeper(): Promise<Keeper> {
    if (this.#keeper === undefined) {
      const state = createState({
        stateDir: this.#stateDir,
        legacyStatePath: this.#legacy,
        unlockCopyPath: join(this.#home, 'copy', 'state.json'),
        settle: async () => {},
      });
      this.#keeper = new Keeper(state, 'a place', ZONE);
      await this.#keeper.load();
    }
    return this.#keeper;
  }

  /** Another process, which knows nothing but the files. */
  restart(): void {
    this.#keeper = undefined;
    this.#job = undefined;
  }

  add(model: number, daysAgo: number | null): void {
    const startedAt = daysAgo === null ? null : this.now - daysAgo * DAY;
    if (startedAt !== null) this.starts.add(startedAt);
    const id = `s${this.sessions.length} ${this.now}`;
    const messages = [{ role: 'user', content: 'hello' }];
    this.sessions.push({ id, startedAt, model: MODELS[model % MODELS.length] ?? null, messages });
  }

  async scan(full = false): Promise<void> {
    const keeper = await this.keeper();
    this.#job ??= new Job({
      source: createMemorySource(this.sessions),
      store: createHomeStore(this.#stateDir),
      timeZone: ZONE,
      now: () => this.now * 1000,
    });
    const job = this.#job;
    const hooks = { stopped: () => false, reading() {} };
    const report = await job.scan({ full }, hooks, { progress() {}, partial() {} });
    if (report === undefined) return;
    this.moments.add(this.now);
    await keeper.accept(
      report,
      async (wanted) => (await job.date(wanted)) ?? expect.fail(),
      this.now * 1000,
      1,
    );
    expect(keeper.isDated).to.equal(true);
  }

  async reset(): Promise<void> {
    await (await this.keeper()).reset(this.now * 1000);
    this.resetAt = this.now;
    this.restart();
  }

  /** As the Python plugin writes: what it finds stays, and what it knows of is added. */
  async pluginWrites(badge: string, inOtherPlace: boolean): Promise<void> {
    const path = inOtherPlace ? this.#legacy : this.#file;
    const text = await readFile(path, 'utf8').catch(() => '{"unlocks": {}}');
    const file: { unlocks: Record<string, unknown> } = JSON.parse(text);
    file.unlocks[badge] ??= { unlocked_at: this.now, first_tier: 'Copper', evidence: null };
    this.moments.add(this.now);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify(file));
    await utimes(path, this.now, this.now);
  }

  /** What nobody has saved twice would be lost indeed. */
  async lose(name: string): Promise<void> {
    await this.scan();
    await rm(join(this.#stateDir, name), { force: true });
    this.restart();
  }

  /** What the disk says. */
  async stored(): Promise<Record<string, Record<string, unknown>>> {
    const text = await readFile(this.#file, 'utf8').catch(() => '{"unlocks": {}}');
    return JSON.parse(text).unlocks;
  }
}

const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('add' as const), model: fc.nat(12), ago: fc.option(fc.nat(90)) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('scan' as const), full: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const), place: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      name: fc.constantFrom('state.json', 'scan_snapshot.json', 'scan_checkpoint.json'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('plugin' as const),
      badge: fc.constantFrom(...IDS),
      elsewhere: fc.boolean(),
    }),
  },
);

type Operation = typeof operation extends fc.Arbitrary<infer One> ? One : never;

async function perform(world: World, what: Operation): Promise<void> {
  if (what.do === 'add') world.add(what.model, what.ago);
  else if (what.do === 'scan') await world.scan(what.full);
  else if (what.do === 'prune') world.sessions.splice(what.place, 2);
  else if (what.do === 'restart') world.restart();
  else if (what.do === 'reset') await world.reset();
  else if (what.do === 'lose') await world.lose(what.name);
  else await world.pluginWrites(what.badge, what.elsewhere);
}

/** What was on record is there still, with its dates, unless an earlier record has come to it. */
function expectKept(before: Unlocks, after: Unlocks): void {
  for (const [id, old] of before) {
    const now = after.get(id) ?? expect.fail(`lost ${id}`);
    expect(recordedAt(now), id).to.be.at.most(recordedAt(old));
    if (recordedAt(now) === recordedAt(old)) expect(now.unlocked_at, id).to.equal(old.unlocked_at);
    for (const [tier, date] of Object.entries(old.tiers ?? {}))
      expect(Object.entries(now.tiers ?? {}), `${id} ${tier}`).to.deep.include([tier, date]);
  }
}

function expectNothingInvented({ starts, moments, resetAt }: World, unlocks: Unlocks): void {
  for (const [id, unlock] of unlocks) {
    expect(recordedAt(unlock), id).to.be.at.least(resetAt);
    for (const { reached_at, recorded_at, reached_in } of Object.values(unlock.tiers ?? {})) {
      const known = reached_in === undefined ? moments : starts;
      expect(known.has(reached_at), `${id}: ${reached_at}`).to.equal(true);
      expect(moments.has(recorded_at) || starts.has(recorded_at), `${id}: ${recorded_at}`).to.equal(true);
    }
    const isFirst = unlock.imported === true;
    if (isFirst) expect(unlock.unlocked_at, id).to.equal(unlock.tiers?.Copper?.reached_at);
    else expect(moments.has(unlock.unlocked_at), `${id}: ${unlock.unlocked_at}`).to.equal(true);
  }
}

function datesOf(unlocks: Unlocks): Record<string, unknown> {
  const dates = ({ tiers = {} }: Unlock) =>
    Object.entries(tiers).flatMap(([tier, { reached_at, reached_in }]) =>
      reached_in === undefined ? [] : [[tier, `${reached_at} ${reached_in}`]],
    );
  return Object.fromEntries(
    [...unlocks].flatMap(([id, unlock]) => dates(unlock).map(([tier, date]) => [`${id} ${tier}`, date])),
  );
}

describe('The dates of what was unlocked', () => {
  it('are neither lost nor invented, whatever happens to the history and to the files, in any order', async function () {
    await holdsAsync(
      this,
      25,
      fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 24 }), (operations) =>
        inDirectory(async (directory) => {
          const world = new World(directory);
          for (const what of operations) {
            world.now += 3_600;
            const before = (await world.keeper()).unlocks;
            await perform(world, what);
            const after = (await world.keeper()).unlocks;
            if (what.do !== 'reset') expectKept(before, after);
            expectNothingInvented(world, after);
          }
        }),
      ),
    );
  });

  it('are the same after a reset, a rescan and a restart, and those of the walk over the history', async function () {
    await holdsAsync(
      this,
      10,
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(12), fc.option(fc.nat(90))), { maxLength: 20 }), (drawn) =>
        inDirectory(async (directory) => {
          const world = new World(directory);
          for (const [model, ago] of drawn) world.add(model, ago);
          await world.scan();
          const dates = datesOf((await world.keeper()).unlocks);
          const records = world.sessions.map(({ id, model = null, startedAt = null }) =>
            recordOf({ id, model, startedAt }, { message_count: 1 }),
          );
          expect(dates).to.deep.equal(datesByWalk(records, utc));
          for (const what of ['restart', 'scan', 'reset', 'scan', 'lose', 'scan'] as const) {
            world.now += 60;
            if (what === 'scan') await world.scan(true);
            else if (what === 'reset') await world.reset();
            else if (what === 'lose') await world.lose('scan_snapshot.json');
            else world.restart();
            if (what !== 'reset') expect(datesOf((await world.keeper()).unlocks), what).to.deep.equal(dates);
          }
        }),
      ),
    );
  });

  it('lie in state.json beside what the Python plugin reads', () =>
    inDirectory(async (directory) => {
      const world = new World(directory);
      world.add(1, 30);
      world.add(2, 20);
      await world.scan();
      const { provider_polyglot: unlock } = await world.stored();
      const reached = START - 20 * DAY;
      expect(unlock).to.deep.equal({
        unlocked_at: reached,
        recorded_at: START,
        imported: true,
        first_tier: 'Copper',
        highest_tier: 'Copper',
        tiers: { Copper: { reached_at: reached, recorded_at: START } },
        reached_in: { Copper: `s1 ${START}` },
        evidence: null,
      });
      world.now += DAY;
      world.add(3, 1);
      await world.scan();
      const { provider_polyglot: climbed } = await world.stored();
      expect(climbed).to.deep.include({
        unlocked_at: reached,
        highest_tier: 'Silver',
        tiers: {
          Copper: { reached_at: reached, recorded_at: START },
          Silver: { reached_at: START, recorded_at: START + DAY },
        },
      });
    }));
});
