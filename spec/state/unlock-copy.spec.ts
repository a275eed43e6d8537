import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { createUnlockFile, type UnlockFile } from '#src/state/unlock-file.js';
import { decodeUnlocks, NO_UNLOCKS } from '#src/state/unlocks.js';
import { failureOf, inDirectory, marksOf, modeOf, namesIn, put, stateOf, T, unlock } from './support.js';

const posix = process.platform === 'win32' ? it.skip : it;

interface Home {
  readonly path: string;
  readonly copyPath: string;
  readonly lines: string[];
  /** As another process, too: nothing is shared but the disk. */
  open(): UnlockFile;
}

function inHome(work: (home: Home) => Promise<void>): () => Promise<void> {
  return () =>
    inDirectory((home) => {
      const path = join(home, 'plugins', 'hermes-achievements', 'state.json');
      const copyPath = join(home, 'plugin-data', 'hermes-achievements-router', 'state.json');
      const lines: string[] = [];
      const say = (line: string) => lines.push(line);
      const open = () => createUnlockFile({ path, copyPath, say, settle: async () => undefined });
      return work({ path, copyPath, lines, open });
    });
}

/** A file that says this: by the time of each badge, if it was unlocked. */
const fileOf = (times: Record<string, number>, more: object = {}) =>
  JSON.stringify({
    unlocks: Object.fromEntries(Object.entries(times).map(([id, at]) => [id, unlock(at)])),
    ...more,
  });

async function timesOn(path: string): Promise<Record<string, number> | string> {
  const decoded = decodeUnlocks(await readFile(path, 'utf8'), { fallbackTime: T });
  if (!decoded.ok) return decoded.reason;
  return Object.fromEntries([...decoded.state.unlocks].map(([id, { unlocked_at }]) => [id, unlocked_at]));
}

const timesIn = ({ state }: Awaited<ReturnType<UnlockFile['load']>>) =>
  Object.fromEntries([...state.unlocks].map(([id, { unlocked_at }]) => [id, unlocked_at]));

const uninstall = ({ path }: Home) => rm(dirname(path), { recursive: true });

describe('the second copy of the unlocks', () => {
  posix(
    'says the same as the first, for their owner only',
    inHome(async ({ path, copyPath, open, lines }) => {
      await open().save(stateOf({ a: unlock(5) }));
      expect(await readFile(copyPath, 'utf8')).to.equal(await readFile(path, 'utf8'));
      expect([await modeOf(copyPath), await modeOf(dirname(copyPath))]).to.deep.equal([0o600, 0o700]);
      expect(lines).to.deep.equal([]);
    }),
  );

  it(
    'is written only when it is behind',
    inHome(async ({ copyPath, open }) => {
      const file = open();
      const { state } = await file.save(stateOf({ a: unlock(5) }));
      const before = await marksOf(copyPath);
      await file.save(state);
      await open().load();
      expect(await marksOf(copyPath)).to.equal(before);
      await rm(copyPath);
      expect(await file.save(state)).to.include({ written: false });
      expect(await timesOn(copyPath)).to.deep.equal({ a: 5 });
    }),
  );

  posix(
    'is closed to others when it was put there open',
    inHome(async ({ copyPath, open }) => {
      await put(copyPath, fileOf({ a: 5 }));
      await chmod(copyPath, 0o644);
      await open().load();
      expect(await modeOf(copyPath)).to.equal(0o600);
    }),
  );

  it(
    'outlives the folder of the first, which is made anew from it',
    inHome(async (home) => {
      const { path, open } = home;
      const extra = new Map<string, unknown>([['theirs', { k: 1 }]]);
      await open().save(stateOf({ a: unlock(5), b: unlock(7, { highest_tier: 'Gold' }) }, { extra }));
      const text = await readFile(path, 'utf8');
      await uninstall(home);
      const file = open();
      const { state, notice } = await file.load();
      expect(notice).to.equal(null);
      const { written, before } = await file.save(state);
      expect(written).to.equal(true);
      expect([...before.keys()], 'nothing of it is news').to.deep.equal(['a', 'b']);
      expect(await readFile(path, 'utf8')).to.equal(text);
    }),
  );

  it(
    'is merged with the first: of each badge the earliest time',
    inHome(async ({ path, copyPath, open }) => {
      await put(path, fileOf({ a: 5, both: 9 }));
      await put(copyPath, fileOf({ b: 6, both: 7 }));
      const expected = { a: 5, b: 6, both: 7 };
      const file = open();
      const loaded = await file.load();
      expect(timesIn(loaded)).to.deep.equal(expected);
      await file.save(loaded.state);
      expect(await timesOn(path)).to.deep.equal(expected);
      expect(await timesOn(copyPath)).to.deep.equal(expected);
    }),
  );

  it(
    'is merged by a save, too: it may have been put back meanwhile',
    inHome(async ({ path, copyPath, open }) => {
      const file = open();
      const { state } = await file.save(stateOf({ a: unlock(5) }));
      await put(copyPath, fileOf({ old: 3 }));
      await file.save(state);
      expect(await timesOn(path)).to.deep.equal({ a: 5, old: 3 });
      expect(await timesOn(copyPath)).to.deep.equal({ a: 5, old: 3 });
    }),
  );

  describe('and a reset', () => {
    it(
      'are one: both start anew, and the first alone is kept aside',
      inHome(async ({ path, copyPath, open }) => {
        await open().save(stateOf({ a: unlock(T) }));
        const state = await open().reset(T + 0.5);
        expect(state).to.deep.equal({ ...NO_UNLOCKS, resetAt: T });
        expect(await readFile(copyPath, 'utf8')).to.equal(await readFile(path, 'utf8'));
        expect(await namesIn(dirname(path))).to.deep.equal(['state.json', `state.json.reset-${T}`]);
        expect(await namesIn(dirname(copyPath))).to.deep.equal(['state.json']);
      }),
    );

    it(
      'keep aside what the copy alone knew',
      inHome(async (home) => {
        const { copyPath, open } = home;
        await open().save(stateOf({ a: unlock(5) }));
        await uninstall(home);
        await open().reset(T);
        expect(await timesOn(copyPath)).to.deep.equal({});
        expect(await timesOn(`${copyPath}.reset-${T}`)).to.deep.equal({ a: 5 });
      }),
    );

    it(
      'hold for the first file, though that was put back from before',
      inHome(async ({ path, open }) => {
        await open().save(stateOf({ a: unlock(5) }));
        const text = await readFile(path, 'utf8');
        await open().reset(T);
        await writeFile(path, text);
        expect(timesIn(await open().load())).to.deep.equal({});
      }),
    );

    it(
      'hold for a copy that was put back from before, of the same second even',
      inHome(async ({ path, copyPath, open }) => {
        await open().save(stateOf({ a: unlock(T) }));
        const text = await readFile(copyPath, 'utf8');
        await open().reset(T);
        await writeFile(copyPath, text);
        const file = open();
        const loaded = await file.load();
        expect(timesIn(loaded)).to.deep.equal({});
        await file.save(loaded.state);
        expect(await timesOn(path)).to.deep.equal({});
        expect(await timesOn(copyPath)).to.deep.equal({});
      }),
    );

    it(
      'hold for what another process has in memory, also when the first file is lost',
      inHome(async (home) => {
        const { copyPath, open } = home;
        const other = open();
        const { state } = await other.save(stateOf({ a: unlock(5) }));
        await open().reset(T);
        await uninstall(home);
        expect((await other.save(state)).state).to.deep.equal({ ...NO_UNLOCKS, resetAt: T });
        expect(await timesOn(copyPath)).to.deep.equal({});
      }),
    );

    it(
      'are never earlier than one that only the copy knows',
      inHome(async ({ copyPath, open }) => {
        await put(copyPath, fileOf({}, { reset_at: T + 9 }));
        expect((await open().reset(T)).resetAt).to.equal(T + 9);
      }),
    );
  });

  describe('that cannot be written', () => {
    /** A file lies where its folder would be. */
    const obstruct = async ({ copyPath }: Home) => {
      await rm(dirname(copyPath), { recursive: true, force: true });
      await put(dirname(copyPath), 'no folder');
    };

    it(
      'is a line for the log, once, and no trouble of the first',
      inHome(async (home) => {
        const { path, copyPath, open, lines } = home;
        await obstruct(home);
        const file = open();
        for (const time of [9, 8, 7]) await file.save(stateOf({ a: unlock(time) }));
        expect(await timesOn(path)).to.deep.equal({ a: 7 });
        expect(lines).to.have.length(1);
        expect(lines[0]).to.match(
          /^The unlocks are saved, but not their second copy in .+hermes-achievements-router: /,
        );

        await rm(dirname(copyPath));
        await file.save(stateOf({ a: unlock(6) }));
        expect(await timesOn(copyPath)).to.deep.equal({ a: 6 });
        await obstruct(home);
        await file.save(stateOf({ a: unlock(5) }));
        expect(lines, 'after it went well it is news').to.have.length(2);
      }),
    );

    it(
      'is reset by the next save that can',
      inHome(async (home) => {
        const { copyPath, open } = home;
        await open().save(stateOf({ a: unlock(T), b: unlock(5) }));
        const text = await readFile(copyPath, 'utf8');
        await obstruct(home);
        const file = open();
        const state = await file.reset(T);
        await rm(dirname(copyPath));
        await put(copyPath, text);
        expect(timesIn(await open().load())).to.deep.equal({});
        await file.save(state);
        expect(JSON.parse(await readFile(copyPath, 'utf8'))).to.deep.equal({ unlocks: {}, reset_at: T });
      }),
    );

    posix(
      'because it cannot be read either, is left alone',
      inHome(async ({ path, copyPath, open, lines }) => {
        await mkdir(copyPath, { recursive: true });
        const file = open();
        await file.save(stateOf({ a: unlock(5) }));
        expect((await stat(copyPath)).isDirectory()).to.equal(true);
        expect(await timesOn(path)).to.deep.equal({ a: 5 });
        expect(lines).to.have.length(1);
        expect(lines[0]).to.include('state.json cannot be read: it is not a regular file.');
      }),
    );
  });

  describe('that is damaged', () => {
    it(
      'takes nothing from the first, is set aside, and written anew',
      inHome(async ({ path, copyPath, open, lines }) => {
        await put(path, fileOf({ a: 5 }));
        await put(copyPath, '{"unlocks": {"a": {"unlo');
        const file = open();
        const loaded = await file.load();
        expect(loaded.notice).to.equal(null);
        expect(timesIn(loaded)).to.deep.equal({ a: 5 });
        await file.save(loaded.state);
        expect(await timesOn(copyPath)).to.deep.equal({ a: 5 });
        expect(await namesIn(dirname(copyPath))).to.deep.equal(['state.json', `state.json.corrupt-${T}`]);
        expect(lines).to.have.length(1);
        expect(lines[0]).to.include(`was set aside as state.json.corrupt-${T}.`);
      }),
    );

    it(
      'lends no broken letters to the first, but is better than nothing',
      inHome(async (home) => {
        const { path, copyPath, open } = home;
        const titled = (title: string, at = 5) => ({
          a: unlock(at, { evidence: { session_id: 's', title, value: 1 } }),
        });
        await put(path, JSON.stringify({ unlocks: titled('Zoë') }));
        await put(copyPath, Buffer.from(JSON.stringify({ unlocks: titled('Zo\xeb', 4) }), 'latin1'));
        const titleIn = async () => (await open().load()).state.unlocks.get('a')?.evidence?.title;
        expect(await titleIn()).to.equal('Zoë');
        await uninstall(home);
        expect(await titleIn()).to.equal('Zo\ufffd');
        const file = open();
        await file.save((await file.load()).state);
        expect(await namesIn(dirname(copyPath))).to.deep.equal(['state.json', `state.json.corrupt-${T}`]);
      }),
    );
  });

  it(
    'waits while the first cannot be read: nothing is written there that the first does not have',
    inHome(async ({ path, copyPath, open }) => {
      await put(copyPath, fileOf({ a: 5 }));
      await mkdir(path, { recursive: true });
      const file = open();
      const loaded = await file.load();
      expect(timesIn(loaded)).to.deep.equal({ a: 5 });
      await failureOf(file.save(stateOf({ b: unlock(6) })));
      expect(await timesOn(copyPath)).to.deep.equal({ a: 5 });
    }),
  );
});
