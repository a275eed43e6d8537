import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { Keeper } from '#src/cache/keep/keeper.js';
import { OneChange } from '#src/cache/keep/one-change.js';
import type { SnapshotToStore } from '#src/state/snapshot-file.js';
import { createState, type State } from '#src/state/state.js';
import type { UnlockState } from '#src/state/unlocks.js';
import { temporaryHome } from '../../support/home.js';
import { utc } from '../../support/records.js';
import { firstReport, MemoryState, reportOf, undated } from '../../support/scanning.js';

const NOW = Date.UTC(2026, 8, 15);

/** Long enough for all that waits for nothing else. */
async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await setImmediate();
}

function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('One change of what is kept at a time', () => {
  const alone = <T>(task: () => Promise<T>) => task();

  it('waits for a takeover under way, and then is the later one', async () => {
    const change = new OneChange({ exclusively: alone });
    const { opened, open } = gate();
    const order: string[] = [];
    const taking = change.takeOver(async () => {
      await opened;
      order.push('theirs');
      return true;
    });
    const making = change.make(async () => order.push('ours'));
    await aWhile();
    expect(order).to.deep.equal([]);
    open();
    await Promise.all([taking, making]);
    expect(order).to.deep.equal(['theirs', 'ours']);
  });

  it('is not waited for by who would take over meanwhile', async () => {
    const change = new OneChange({ exclusively: alone });
    const { opened, open } = gate();
    const making = change.make(() => opened);
    expect(await change.takeOver(async () => true)).to.equal(false);
    open();
    await making;
    expect(await change.takeOver(async () => true)).to.equal(true);
  });

  it('is one takeover for all who ask while another one is under way', async () => {
    const change = new OneChange({ exclusively: alone });
    const { opened, open } = gate();
    let times = 0;
    const taking = [1, 2, 3, 4].map(async (number) => {
      if (number > 1) await setImmediate();
      return await change.takeOver(async () => {
        times++;
        await opened;
        return true;
      });
    });
    await aWhile();
    open();
    expect(await Promise.all(taking)).to.deep.equal([true, true, true, true]);
    expect(times).to.equal(2);
  });

  it('leaves the way free when it fails', async () => {
    const change = new OneChange({ exclusively: alone });
    const failing = () => Promise.reject(new Error('no'));
    await change.make(failing).catch(() => {});
    await change.takeOver(failing).catch(() => {});
    expect(await change.takeOver(async () => true)).to.equal(true);
  });

  describe('where others save as well', () => {
    const home = temporaryHome();

    const keeperOn = (state: State) => new Keeper(state, 'a place', { name: 'UTC', localTime: utc });

    /** Who reads what is there, and hears of it late. */
    class SlowState extends MemoryState {
      readonly late = gate();
      saved: SnapshotToStore | undefined;

      override async loadSnapshot() {
        const loaded = this.snapshot;
        await this.late.opened;
        return loaded;
      }

      override async saveSnapshot(snapshot: SnapshotToStore, nowMs: number) {
        this.saved = snapshot;
        await super.saveSnapshot(snapshot, nowMs);
      }

      override async saveUnlocks(state: UnlockState) {
        this.late.open();
        await aWhile();
        return await super.saveUnlocks(state);
      }
    }

    it('saves what was found, though what others had saved before comes in late', async () => {
      const files = createState({ stateDir: home().stateDir });
      await keeperOn(files).accept(firstReport({ total_tool_calls: 3_000 }), undated, NOW, 5);
      const state = new SlowState();
      const keeper = keeperOn(state);
      state.snapshot = await files.loadSnapshot();
      const following = keeper.follow();
      await aWhile();
      state.snapshot = undefined;
      const accepting = keeper.accept(reportOf({ total_tool_calls: 8_000 }), undated, NOW + 1_000, 5);
      await aWhile();
      state.late.open();
      await Promise.all([following, accepting]);
      expect(keeper.snapshot?.aggregate.values.total_tool_calls).to.equal(8_000);
      expect(new Map(state.saved?.aggregate).get('total_tool_calls')).to.equal(8_000);
    });
  });
});
