import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { SnapshotToStore } from '#src/state/snapshot-file.js';
import { createState } from '#src/state/state.js';
import {
  failureOf,
  inDirectory,
  marksOf,
  modeOf,
  NOTHING_SEEN,
  namesIn,
  put,
  stateOf,
  T,
  unlock,
} from './support.js';

const NOW = T * 1000;
const CHECKPOINT = ['scan_checkpoint.json', 'scan_checkpoint.a.blocks', 'scan_checkpoint.b.blocks'];
const posix = process.platform === 'win32' ? it.skip : it;
const scan_meta = {
  mode: 'incremental',
  sessions_total: 3,
  sessions_rescanned: 2,
  sessions_reused: 1,
  sessions_scanned_so_far: 3,
  sessions_expected_total: 3,
  messages_scanned: 40,
  duration_ms: 12,
};

function snapshotOf(messages: number): SnapshotToStore {
  return {
    analysisVersion: 'v',
    timeZone: 'Europe/Berlin',
    database: 'db',
    databasePath: 'abc',
    payload: { achievements: [], generated_at: T, scan_meta },
    aggregate: [['messages', messages]],
    evidence: [],
    view: NOTHING_SEEN,
    unlocks: new Map(),
  };
}

describe('state', () => {
  posix('is private files in a private directory', () =>
    inDirectory(async (home) => {
      const stateDir = join(home, 'state');
      const state = createState({ stateDir });
      await state.saveAll({ unlocks: stateOf({ a: unlock(5) }), snapshot: snapshotOf(1) }, NOW);
      expect(await modeOf(stateDir)).to.equal(0o700);
      const names = await namesIn(stateDir);
      expect(names).to.deep.equal(['scan_snapshot.json', 'state.json']);
      for (const name of names) expect(await modeOf(join(stateDir, name)), name).to.equal(0o600);
    }),
  );

  it('is what another process finds', () =>
    inDirectory(async (stateDir) => {
      const first = createState({ stateDir });
      expect(await first.loadSnapshot()).to.equal(undefined);
      expect(await first.snapshotModified()).to.equal(undefined);
      await first.saveAll({ unlocks: stateOf({ a: unlock(5) }), snapshot: snapshotOf(7) }, NOW);
      const second = createState({ stateDir });
      expect((await second.loadUnlocks()).state).to.deep.equal(stateOf({ a: unlock(5) }));
      const loaded = await second.loadSnapshot();
      expect(loaded?.snapshot.aggregate.get('messages')).to.equal(7);
      expect(loaded?.mtimeMs).to.equal(NOW);
      expect(await second.snapshotModified()).to.equal(NOW);
    }));

  it('takes over what the earlier plugin kept elsewhere', () =>
    inDirectory(async (home) => {
      const legacyStatePath = join(home, 'old', 'state.json');
      await put(legacyStatePath, JSON.stringify({ unlocks: { a: unlock(5) } }));
      const state = createState({ stateDir: join(home, 'state'), legacyStatePath });
      expect([...(await state.loadUnlocks()).state.unlocks.keys()]).to.deep.equal(['a']);
    }));

  it('has no snapshot when that cannot be used', () =>
    inDirectory(async (stateDir) => {
      const state = createState({ stateDir });
      await writeFile(join(stateDir, 'scan_snapshot.json'), '{"aggregate": {}}');
      expect(await state.loadSnapshot()).to.equal(undefined);
      await mkdir(join(stateDir, 'other', 'scan_snapshot.json'), { recursive: true });
      expect(await createState({ stateDir: join(stateDir, 'other') }).loadSnapshot()).to.equal(undefined);
    }));

  it('rewrites nothing when nothing changed, and only the snapshot gets younger', () =>
    inDirectory(async (stateDir) => {
      const state = createState({ stateDir });
      const all = { unlocks: stateOf({ a: unlock(5) }), snapshot: snapshotOf(1) };
      await state.saveAll(all, NOW);
      const path = (name: string) => join(stateDir, name);
      const before = await marksOf(path('state.json'));
      const { ino } = await stat(path('scan_snapshot.json'));
      expect((await state.saveAll(all, NOW + 1000))?.written).to.equal(false);
      expect(await state.snapshotModified()).to.equal(NOW + 1000);
      expect(await state.touchSnapshot(NOW + 2000)).to.equal(true);
      expect(await state.snapshotModified()).to.equal(NOW + 2000);
      expect(await marksOf(path('state.json'))).to.equal(before);
      expect((await stat(path('scan_snapshot.json'))).ino).to.equal(ino);

      await state.saveSnapshot(snapshotOf(2), NOW + 3000);
      expect((await state.loadSnapshot())?.snapshot.aggregate.get('messages')).to.equal(2);
    }));

  it('saves the irreplaceable first, and nothing derived when that fails', () =>
    inDirectory(async (stateDir) => {
      const state = createState({ stateDir });
      const all = { unlocks: stateOf({ a: unlock(5) }), snapshot: snapshotOf(1) };
      await mkdir(join(stateDir, 'state.json'));
      expect((await failureOf(state.saveAll(all, NOW))).message).to.match(/^state\.json/);
      expect(await namesIn(stateDir)).to.deep.equal(['state.json']);
    }));

  it('has its unlocks saved when the snapshot cannot be', () =>
    inDirectory(async (stateDir) => {
      const state = createState({ stateDir });
      const all = { unlocks: stateOf({ a: unlock(5) }), snapshot: snapshotOf(1) };
      await mkdir(join(stateDir, 'scan_snapshot.json'));
      expect((await failureOf(state.saveAll(all, NOW))).message).to.match(/^scan_snapshot\.json/);
      expect(await namesIn(stateDir)).to.deep.equal(['scan_snapshot.json', 'state.json']);
    }));

  it('starts anew on a reset, without a checkpoint, and with the old unlocks kept aside', () =>
    inDirectory(async (stateDir) => {
      const state = createState({ stateDir });
      await state.saveAll({ unlocks: stateOf({ a: unlock(5) }), snapshot: snapshotOf(1) }, NOW);
      for (const name of CHECKPOINT) await put(join(stateDir, name), 'what a scan left');
      const empty = await state.reset(NOW + 999);
      expect(empty.resetAt).to.equal(T);
      expect(await namesIn(stateDir)).to.deep.equal(['state.json', `state.json.reset-${T}`]);
      expect((await state.saveUnlocks(stateOf({ a: unlock(5) }))).state.unlocks.size).to.equal(0);
      await state.saveAll({ snapshot: snapshotOf(1) }, NOW);
      expect(await namesIn(stateDir)).to.have.length(3);
    }));

  it('ends what is under way when it is closed, and refuses what comes later', () =>
    inDirectory(async (stateDir) => {
      const state = createState({ stateDir });
      const all = { unlocks: stateOf({ a: unlock(5) }), snapshot: snapshotOf(1) };
      const saving = state.saveAll(all, NOW);
      await Promise.all([state.close(), state.close()]);
      expect(await namesIn(stateDir)).to.deep.equal(['scan_snapshot.json', 'state.json']);
      await saving;
      for (const late of [
        state.saveAll(all, NOW),
        state.touchSnapshot(NOW),
        state.reset(NOW),
        state.loadUnlocks(),
      ]) {
        expect((await failureOf(late)).code).to.equal('ERR_ACHIEVEMENTS_CLOSED');
      }
    }));
});
