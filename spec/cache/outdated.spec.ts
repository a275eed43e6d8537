import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Keeper } from '#src/cache/keep/keeper.js';
import { isFresh } from '#src/cache/view/snapshot.js';
import { checkOf } from '#src/state/check.js';
import { createState } from '#src/state/state.js';
import { temporaryHome } from '../support/home.js';
import { utc } from '../support/records.js';
import { firstReport, reportOf, undated } from '../support/scanning.js';
import { totalsOf } from '../support/totals.js';

const NOW = Date.UTC(2026, 8, 15);

describe('A snapshot that was folded otherwise is outdated, and all that is known until a scan has folded it anew:', () => {
  const home = temporaryHome();
  const file = () => join(home().stateDir, 'scan_snapshot.json');

  async function start(place = 'a place', name = 'UTC'): Promise<Keeper> {
    const state = createState({ stateDir: home().stateDir, settle: async () => {} });
    const keeper = new Keeper(state, place, { name, localTime: utc });
    await keeper.load();
    return keeper;
  }

  async function kept(): Promise<Keeper> {
    const keeper = await start();
    await keeper.accept(firstReport({ total_tool_calls: 3_000 }), undated, NOW, 5);
    return keeper;
  }

  async function read() {
    const content: Record<string, unknown> = JSON.parse(await readFile(file(), 'utf8'));
    return content;
  }

  async function rewrite(change: Record<string, unknown>): Promise<void> {
    const { check: _, ...snapshot } = await read();
    const text = JSON.stringify({ ...snapshot, ...change }).slice(0, -1);
    await writeFile(file(), text + checkOf(text));
  }

  const climbed = () => reportOf({ total_tool_calls: 8_000 });

  for (const [title, change, timeZone] of [
    ['in another time zone', undefined, 'Asia/Tokyo'],
    ['where it does not tell of which it is', { time_zone: undefined }, 'UTC'],
    ['when it lacks a metric', { aggregate: { total_tool_calls: 3_000 } }, 'UTC'],
    ['when it lacks what is shown of days', { view: undefined }, 'UTC'],
  ] as const) {
    it(title, async () => {
      await kept();
      if (change !== undefined) await rewrite(change);
      const keeper = await start('a place', timeZone);
      expect(keeper.snapshot).to.include({ outdated: true });
      expect(keeper.snapshot?.aggregate.values).to.deep.equal(totalsOf({ total_tool_calls: 3_000 }).values);
      expect(isFresh(keeper.snapshot, (keeper.snapshot?.verifiedAt ?? 0) + 1, 60_000)).to.equal(false);
      expect(await keeper.isSettled()).to.equal(false);
      const { news, imported, changed } = await keeper.accept(climbed(), undated, NOW + 9_000, 5);
      expect(news.map(({ previousTier, tier }) => [previousTier, tier])).to.deep.equal([['Silver', 'Gold']]);
      expect({ imported, changed }).to.deep.equal({ imported: false, changed: true });
      expect(keeper.snapshot).to.not.have.property('outdated');
      expect((await start('a place', timeZone)).snapshot).to.deep.equal(keeper.snapshot);
    });
  }

  it('and is written anew also when the counts are the same', async () => {
    await kept();
    const keeper = await start('a place', 'Asia/Tokyo');
    const report = reportOf({ total_tool_calls: 3_000 });
    expect(await keeper.accept(report, undated, NOW + 9_000, 5)).to.include({ changed: true });
    expect(await read()).to.include({ time_zone: 'Asia/Tokyo' });
    expect(await keeper.isSettled()).to.equal(true);
  });

  it('but is not taken over from another process by one that knows better', async () => {
    const [here, there] = [await kept(), await start('a place', 'Asia/Tokyo')];
    const before = here.snapshot;
    await there.accept(climbed(), undated, NOW + 9_000, 5);
    expect(await here.follow()).to.equal(false);
    expect(here.snapshot).to.equal(before);
    expect(await here.isSettled()).to.equal(false);
  });
});
