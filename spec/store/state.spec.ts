import { expect } from 'chai';
import type { SnapshotToStore } from '#src/state/snapshot-file.js';
import { createState } from '#src/state/state.js';
import { NO_UNLOCKS } from '#src/state/unlocks.js';
import type { Database } from '#src/store/database.js';
import { takeLeases } from '#src/store/lease.js';
import { StoreState } from '#src/store/state.js';
import { inDirectory, NOTHING_SEEN } from '../state/support.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { rejection } from '../support/rejection.js';
import { type TestStore, testStore } from './support.js';

const NOW = 1_790_000_000_000;

const SNAPSHOT: SnapshotToStore = {
  analysisVersion: 'v',
  timeZone: 'UTC',
  database: 'db',
  databasePath: 'abc',
  payload: {
    achievements: [],
    generated_at: NOW / 1000,
    scan_meta: {
      mode: 'full',
      sessions_total: 3,
      sessions_rescanned: 3,
      sessions_reused: 0,
      sessions_scanned_so_far: 3,
      sessions_expected_total: 3,
      messages_scanned: 40,
      duration_ms: 12,
    },
  },
  aggregate: [['messages', 40]],
  evidence: [],
  view: NOTHING_SEEN,
  unlocks: new Map(),
};

withPostgres('what a machine keeps in a store', () => {
  const server = postgresServer();
  let store: TestStore;
  before(() => {
    store = testStore(server(), 'states');
  });
  after(() => store.close());

  /** A machine that has published; what it asks fails while `network.isDown`. */
  async function published(stateDir: string) {
    const real = store.open();
    const network = { isDown: false };
    const through = async <T>(work: () => Promise<T>): Promise<T> => {
      if (network.isDown) throw new Error('The network is down.');
      return await work();
    };
    const database: Database = {
      ...real,
      read: (work) => through(() => real.read(work)),
      write: (work) => through(() => real.write(work)),
      ask: (...statement) => through(() => real.ask(...statement)),
      glance: (...statement) => through(() => real.glance(...statement)),
    };
    const state = new StoreState({
      database,
      stateDir,
      files: createState({ stateDir }),
      wishes: { timeZone: 'UTC', isZoneGiven: false, ttlMs: 1_000, isTtlGiven: false },
      own: async () => ['laptop'],
      analysis: 1,
      say() {},
      zone() {},
    });
    await state.loadUnlocks();
    await state.saveUnlocks(NO_UNLOCKS);
    const held = await takeLeases(real, ['laptop'], () => () => {});
    const toPublish = { fence: held?.fences.get('laptop'), fresh: {}, stale: {} };
    await state.saveSnapshot({ ...SNAPSHOT, toPublish }, NOW);
    await held?.release();
    return { state, network };
  }

  it('is its own, and found to be as it was, as long as nobody else publishes', () =>
    inDirectory(async (stateDir) => {
      const { state } = await published(stateDir);
      expect([await state.isOwn(), await state.touchSnapshot()]).to.deep.equal([true, true]);
      await inDirectory(published);
      expect([await state.isOwn(), await state.touchSnapshot()]).to.deep.equal([false, false]);
    }));

  it('is not known to be its own while the store cannot be asked', () =>
    inDirectory(async (stateDir) => {
      const { state, network } = await published(stateDir);
      network.isDown = true;
      expect(await state.isOwn()).to.equal(false);
      await rejection(state.touchSnapshot(), 'ERR_ACHIEVEMENTS_STATE');
      network.isDown = false;
      expect(await state.isOwn()).to.equal(true);
    }));
});
