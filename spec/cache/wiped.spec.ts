import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Keeper } from '#src/cache/keep/keeper.js';
import { createState } from '#src/state/state.js';
import { temporaryHome } from '../support/home.js';
import { utc } from '../support/records.js';
import { firstReport, undated } from '../support/scanning.js';

const NOW = Date.UTC(2026, 8, 15);

describe('What another process has wiped unseen, between two scans,', () => {
  const home = temporaryHome();
  const open = () => createState({ stateDir: home().stateDir, settle: async () => {} });

  async function start(): Promise<Keeper> {
    const keeper = new Keeper(open(), 'a place', { name: 'UTC', localTime: utc });
    await keeper.load();
    return keeper;
  }

  it('unlocks anew with the next save, as of then, and as an import', async () => {
    const keeper = await start();
    await keeper.accept(firstReport({ total_tool_calls: 3_000 }), undated, NOW, 5);
    expect(keeper.unlocks.get('autonomous_avalanche')).to.include({ unlocked_at: NOW / 1000 });
    await open().reset(NOW + 1_000);
    await keeper.confirm(NOW + 5_900, 1);
    const { state } = await open().loadUnlocks();
    expect(state.resetAt).to.equal(NOW / 1000 + 1);
    const at = NOW / 1000 + 5;
    expect(state.unlocks.get('autonomous_avalanche')).to.include({
      unlocked_at: at,
      recorded_at: at,
      imported: true,
    });
    expect(keeper.unlocks).to.deep.equal(state.unlocks);
  });

  it('is told as one import, with what that scan has found besides', async () => {
    await (await start()).accept(firstReport({ total_tool_calls: 3_000 }), undated, NOW, 5);
    await rm(join(home().stateDir, 'scan_snapshot.json'));
    const keeper = await start();
    await open().reset(NOW + 1_000);
    const report = firstReport({ total_tool_calls: 3_000, total_delegate_calls: 5 });
    const { imported, news } = await keeper.accept(report, undated, NOW + 5_000, 5);
    expect(imported).to.equal(true);
    expect(news.map(({ achievement }) => achievement.id)).to.have.members([
      'autonomous_avalanche',
      'subagent_commander',
    ]);
  });
});
