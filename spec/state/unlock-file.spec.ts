import { chmod, copyFile, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { createUnlockFile, type UnlockFile } from '#src/state/unlock-file.js';
import { decodeUnlocks, encodeUnlocks, NO_UNLOCKS } from '#src/state/unlocks.js';
import {
  asNobody,
  failureOf,
  inDirectory,
  marksOf,
  modeOf,
  namesIn,
  put,
  stateOf,
  T,
  unlock,
} from './support.js';

const posix = process.platform === 'win32' ? it.skip : it;
const whole = JSON.stringify({ unlocks: { a: { unlocked_at: 5, first_tier: 'Copper', evidence: null } } });

interface Home {
  readonly path: string;
  /** Where the Python plugin may have kept its own. */
  readonly legacyPath: string;
  readonly directory: string;
  /** As another process, too: nothing is shared but the disk. */
  open(settle?: () => Promise<unknown>): UnlockFile;
}

function inHome(work: (home: Home) => Promise<void>): () => Promise<void> {
  return () =>
    inDirectory((home) => {
      const path = join(home, 'plugins', 'hermes-achievements', 'state.json');
      const legacyPath = join(home, 'plugin-data', 'hermes-achievements', 'state.json');
      const open = (settle = async () => undefined) => createUnlockFile({ path, legacyPath, settle });
      return work({ path, legacyPath, directory: dirname(path), open });
    });
}

async function idsOn(path: string): Promise<string[]> {
  const decoded = decodeUnlocks(await readFile(path, 'utf8'), { fallbackTime: T });
  return decoded.ok ? [...decoded.state.unlocks.keys()].sort() : ['damaged'];
}

describe('unlock file', () => {
  describe('loading', () => {
    it(
      'gives nothing, makes nothing and says nothing when there is no file',
      inHome(async ({ open, directory }) => {
        expect(await open().load()).to.deep.equal({ state: NO_UNLOCKS, notice: null });
        expect(await stat(directory).catch(() => 'none')).to.equal('none');
      }),
    );

    it(
      'has nothing to say where a file lies in place of the folder of the earlier plugin',
      inHome(async ({ open, legacyPath }) => {
        await writeFile(dirname(dirname(legacyPath)), 'in the way');
        expect(await open().load()).to.deep.equal({ state: NO_UNLOCKS, notice: null });
      }),
    );

    it(
      'merges the files of both places, and never changes the other one',
      inHome(async ({ open, path, legacyPath }) => {
        const ours = {
          unlocks: { a: unlock(5), both: unlock(9, { first_tier: 'Gold' }) },
          mine: 1,
          shared: 'ours',
        };
        const theirs = { unlocks: { b: unlock(6), both: unlock(7) }, theirs: 1, shared: 'a' };
        await put(path, JSON.stringify(ours));
        await put(legacyPath, `\ufeff${JSON.stringify(theirs)}`);
        await chmod(legacyPath, 0o644);
        const before = await marksOf(legacyPath);

        const file = open();
        const { state, notice } = await file.load();
        expect(notice).to.equal(null);
        expect([...state.unlocks.keys()].sort()).to.deep.equal(['a', 'b', 'both']);
        expect(state.unlocks.get('both')).to.deep.equal(unlock(7, { highest_tier: 'Gold' }));
        expect(Object.fromEntries(state.extra)).to.deep.equal({ mine: 1, theirs: 1, shared: 'ours' });
        await file.save(state);
        expect(await idsOn(path)).to.deep.equal(['a', 'b', 'both']);
        expect(await marksOf(legacyPath)).to.equal(before);
      }),
    );

    it(
      'dates an unlock without a time by its file, and keeps that date from then on',
      inHome(async ({ open, path }) => {
        await put(path, '{"unlocks": {"a": {}}}', T);
        const file = open();
        const { state } = await file.load();
        expect(state.unlocks.get('a')?.unlocked_at).to.equal(T);
        expect((await file.save(state)).written).to.equal(true);
        expect((await open().load()).state.unlocks.get('a')?.unlocked_at).to.equal(T);
        expect((await file.save(state)).written).to.equal(false);
      }),
    );

    posix(
      'closes a file of the Python plugin in our place to others',
      inHome(async ({ open, path }) => {
        await put(path, whole);
        await chmod(path, 0o644);
        await open().load();
        expect(await modeOf(path)).to.equal(0o600);
      }),
    );

    it(
      'only reports a file in the other place that is damaged, or no file',
      inHome(async ({ open, path, legacyPath }) => {
        await put(path, whole);
        await put(legacyPath, whole.slice(0, -1));
        const damaged = await open().load();
        expect([...damaged.state.unlocks.keys()]).to.deep.equal(['a']);
        expect(damaged.notice).to.match(
          /earlier plugin .* could not be taken over.* damaged \(it is cut off/,
        );
        expect(await readFile(legacyPath, 'utf8')).to.equal(whole.slice(0, -1));
        expect(await namesIn(dirname(legacyPath))).to.deep.equal(['state.json']);

        await rm(legacyPath);
        await mkdir(legacyPath);
        expect((await open().load()).notice).to.match(/earlier plugin .* state\.json cannot be read/);
      }),
    );

    it(
      'takes one file for both places when they are the same',
      inHome(async ({ path }) => {
        await mkdir(path, { recursive: true });
        const { notice } = await createUnlockFile({ path, legacyPath: path }).load();
        expect(notice).to.include('cannot be read').and.not.include('earlier plugin');
      }),
    );
  });

  describe('with a damaged file', () => {
    it(
      'sets it aside as it is, says so, and goes on with what else is known',
      inHome(async ({ open, path, legacyPath, directory }) => {
        await put(legacyPath, JSON.stringify({ unlocks: { b: unlock(6) } }));
        const variants = [
          Buffer.alloc(0),
          Buffer.from(whole.slice(0, 20)),
          Buffer.from('[]'),
          Buffer.from('{"unlocks": []}'),
          Buffer.from(`\ufeff${whole}`, 'utf16le'),
          Buffer.alloc(64),
        ];
        for (const [index, bytes] of variants.entries()) {
          await put(path, bytes, T);
          const { state, notice } = await open().load();
          const aside = `state.json.corrupt-${T}${index === 0 ? '' : `-${index + 1}`}`;
          expect([...state.unlocks.keys()]).to.deep.equal(['b']);
          expect(notice).to.include(`set aside as ${aside}.`).and.not.include(directory);
          expect(await readFile(join(directory, aside))).to.deep.equal(bytes);
          expect(await stat(path).catch(() => 'none')).to.equal('none');
        }
        expect(await namesIn(directory)).to.have.length(variants.length);
      }),
    );

    it(
      'does so wherever a real file is cut off',
      inHome(async ({ open, path, directory }) => {
        const real = Buffer.from(
          encodeUnlocks(stateOf({ a: unlock(5), b: unlock(6) }, { resetAt: 3 })).trimEnd(),
        );
        for (let length = 0; length < real.length; length++) {
          await put(path, real.subarray(0, length), length + 1);
          expect((await open().load()).notice, `${length} bytes`).to.include(`corrupt-${length + 1}`);
        }
        expect(await namesIn(directory)).to.have.length(real.length);
      }),
    );

    it(
      'looks again first, because another program may be in the middle of writing it',
      inHome(async ({ open, path, directory }) => {
        await put(path, '');
        const growing = ['', whole.slice(0, 10), whole];
        const { state, notice } = await open(async () => put(path, growing.pop() ?? whole)).load();
        expect(notice).to.equal(null);
        expect([...state.unlocks.keys()]).to.deep.equal(['a']);
        expect(await namesIn(directory)).to.deep.equal(['state.json']);
      }),
    );

    it(
      'does not look forever when it never stands still',
      inHome(async ({ open, path }) => {
        let looks = 0;
        await put(path, 'x');
        expect((await open(async () => put(path, 'x'.repeat(++looks + 1))).load()).notice).to.include(
          'set aside',
        );
        expect(looks).to.equal(3);
      }),
    );

    it(
      'sets it aside before saving over it, too',
      inHome(async ({ open, path, directory }) => {
        await put(path, 'damaged', T);
        const { notice, written } = await open().save(stateOf({ a: unlock(5) }));
        expect(written).to.equal(true);
        expect(notice).to.include(`state.json.corrupt-${T}`);
        expect(await readFile(join(directory, `state.json.corrupt-${T}`), 'utf8')).to.equal('damaged');
        expect(await idsOn(path)).to.deep.equal(['a']);
      }),
    );
  });

  describe('with a damaged file that cannot be set aside', () => {
    posix(
      'says so and refuses to save over it',
      inHome(async ({ open, path, directory }) => {
        await put(path, 'damaged');
        await chmod(path, 0o644);
        await chmod(directory, 0o755);
        const file = open();
        if (process.geteuid?.() !== 0) await chmod(directory, 0o500);
        await asNobody(dirname(dirname(directory)), async () => {
          const { notice } = await file.load();
          expect(notice).to.match(/^state\.json is damaged .* cannot be set aside: permission is missing/);
          await failureOf(file.save(stateOf({ a: unlock(5) })));
        });
        await chmod(directory, 0o700);
        expect(await namesIn(directory)).to.deep.equal(['state.json']);
        expect(await readFile(path, 'utf8')).to.equal('damaged');
      }),
    );
  });

  describe('with a file that cannot be read now', () => {
    posix(
      'leaves it where it is and refuses to save until it can be read',
      inHome(async ({ open, path, directory }) => {
        await put(path, whole);
        await chmod(directory, 0o777);
        await chmod(path, 0);
        const file = open();
        await asNobody(dirname(dirname(directory)), async () => {
          const { state, notice } = await file.load();
          expect(state).to.deep.equal(NO_UNLOCKS);
          expect(notice).to.match(
            /^state\.json cannot be read: permission is missing\..* no unlock is saved/,
          );
          const error = await failureOf(file.save(stateOf({ b: unlock(6) })));
          expect(error.code).to.equal('ERR_ACHIEVEMENTS_STATE');
          expect(error.message).to.match(/^state\.json cannot be read: permission is missing/);
          expect((await failureOf(file.reset(T))).message).to.match(/cannot be read/);
        });
        await chmod(path, 0o600);
        expect(await namesIn(directory)).to.deep.equal(['state.json']);
        expect(await readFile(path, 'utf8')).to.equal(whole);

        await file.save(stateOf({ b: unlock(6) }));
        expect(await idsOn(path)).to.deep.equal(['a', 'b']);
      }),
    );

    posix(
      'does the same for a link that leads nowhere, and for a directory',
      inHome(async ({ open, path, directory }) => {
        await mkdir(path, { recursive: true });
        expect((await open().load()).notice).to.include('not a regular file');
        await failureOf(open().save(stateOf({ b: unlock(6) })));
        await rm(path, { recursive: true });
        await symlink('state.json', path);
        expect((await open().load()).notice).to.include('symbolic link');
        await failureOf(open().save(stateOf({ b: unlock(6) })));
        expect(await namesIn(directory)).to.deep.equal(['state.json']);
      }),
    );
  });

  describe('saving', () => {
    it(
      'writes only what the file does not say yet',
      inHome(async ({ open, path }) => {
        const file = open();
        expect((await file.save(stateOf({ a: unlock(5) }))).written).to.equal(true);
        const before = await marksOf(path);
        expect((await file.save(stateOf({ a: unlock(5) }))).written).to.equal(false);
        expect((await file.save(stateOf({ a: unlock(8) }))).written, 'a later time is nothing new').to.equal(
          false,
        );
        expect((await file.save(NO_UNLOCKS)).written).to.equal(false);
        expect(await marksOf(path)).to.equal(before);
        expect((await file.save(stateOf({ a: unlock(5, { highest_tier: 'Gold' }) }))).written).to.equal(true);
        expect(await marksOf(path)).to.not.equal(before);
      }),
    );

    it(
      'leaves the layout of a file that says the same to who wrote it',
      inHome(async ({ open, path }) => {
        await put(path, `\ufeff${whole}`);
        const before = await marksOf(path);
        expect((await open().save(stateOf({ a: unlock(5) }))).written).to.equal(false);
        expect(await marksOf(path)).to.equal(before);
      }),
    );

    it(
      'keeps a copy of what is not stored as UTF-8, with the letters that would be lost',
      inHome(async ({ open, path, directory }) => {
        const theirs = Buffer.from(
          '{"unlocks": {"a": {"unlocked_at": 5, "note": "Gr\u00fc\u00dfe"}}}',
          'latin1',
        );
        await put(path, '');
        await writeFile(path, theirs);
        const file = open();
        expect(await file.load()).to.have.property('notice', null);
        const { state } = await file.load();
        expect((await file.save(state)).notice).to.equal(null);
        const { notice } = await file.save(stateOf({ b: unlock(6) }));
        const [kept = ''] = (await namesIn(directory)).filter((name) => name.includes('corrupt'));
        expect(notice).to.include(`It was kept as ${kept}.`);
        expect(theirs.equals(await readFile(join(directory, kept)))).to.equal(true);
        expect(await idsOn(path)).to.deep.equal(['a', 'b']);
        expect((await file.save(stateOf({ c: unlock(7) }))).notice).to.equal(null);
      }),
    );

    it(
      'keeps what another process wrote since, and gives it back',
      inHome(async ({ open, path }) => {
        const [mine, other] = [open(), open()];
        const [first, second] = [(await mine.load()).state, (await other.load()).state];
        await mine.save(stateOf({ ...Object.fromEntries(first.unlocks), a: unlock(5) }));
        const saved = await other.save(stateOf({ ...Object.fromEntries(second.unlocks), b: unlock(6) }));
        expect([...saved.state.unlocks.keys()].sort()).to.deep.equal(['a', 'b']);
        expect(await idsOn(path)).to.deep.equal(['a', 'b']);
      }),
    );

    it(
      'keeps the foreign keys that another program changed since',
      inHome(async ({ open, path }) => {
        await put(path, '{"unlocks": {"a": {"unlocked_at": 5, "seen": 1}}, "count": 1}');
        const file = open();
        const { state } = await file.load();
        await put(path, '{"unlocks": {"a": {"unlocked_at": 5, "seen": 2}}, "count": 2}');
        await file.save({ ...state, unlocks: new Map([...state.unlocks, ['b', unlock(6)]]) });
        const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
        expect(stored).to.have.property('count', 2);
        expect(stored).to.have.nested.property('unlocks.a.seen', 2);
        expect(stored).to.have.nested.property('unlocks.b.unlocked_at', 6);
      }),
    );

    it(
      'loses nothing of many saves at once, of one or of two that share the directory',
      inHome(async ({ open, path }) => {
        const one = open();
        const names = Array.from({ length: 20 }, (_, index) => `badge-${index}`.padEnd(9));
        await Promise.all(names.map((name) => one.save(stateOf({ [name]: unlock(5) }))));
        expect(await idsOn(path)).to.deep.equal([...names].sort());

        // Two that read before either wrote may lose the first one's write, which its next save makes good.
        const two = [open(), open()] as const;
        const states = [stateOf({ x: unlock(5) }), stateOf({ y: unlock(6) })] as const;
        await Promise.all([two[0].save(states[0]), two[1].save(states[1])]);
        await two[0].save(states[0]);
        await two[1].save(states[1]);
        expect(await idsOn(path)).to.deep.equal([...names, 'x', 'y'].sort());
      }),
    );

    it(
      'brings back what is in memory when the file was removed',
      inHome(async ({ open, path }) => {
        const file = open();
        const { state } = await file.save(stateOf({ a: unlock(5) }));
        await rm(path);
        expect((await file.save(state)).written).to.equal(true);
        expect(await idsOn(path)).to.deep.equal(['a']);
      }),
    );

    it(
      'is not disturbed by what a crash left beside the file',
      inHome(async ({ open, path, directory }) => {
        await put(path, whole);
        await copyFile(path, `${path}.2345678901`);
        await put(`${path}.1234567890`, whole.slice(0, 7));
        const file = open();
        expect((await file.load()).notice).to.equal(null);
        await file.save(stateOf({ b: unlock(6) }));
        expect(await idsOn(path)).to.deep.equal(['a', 'b']);
        expect((await namesIn(directory)).filter((name) => name.includes('corrupt'))).to.deep.equal([]);
      }),
    );
  });

  describe('resetting', () => {
    it(
      'starts anew and keeps the old file beside it',
      inHome(async ({ open, path, directory }) => {
        await put(path, `\ufeff${whole}`);
        expect(await open().reset(T + 0.9)).to.deep.equal({ ...NO_UNLOCKS, resetAt: T });
        expect(JSON.parse(await readFile(path, 'utf8'))).to.deep.equal({ unlocks: {}, reset_at: T });
        expect(await readFile(join(directory, `state.json.reset-${T}`), 'utf8')).to.equal(`\ufeff${whole}`);
        expect(await modeOf(join(directory, `state.json.reset-${T}`))).to.equal(0o600);
      }),
    );

    it(
      'keeps every old file, also of two resets in one second, but none in which nothing is',
      inHome(async ({ open, directory }) => {
        const file = open();
        await file.reset(T);
        await file.reset(T);
        expect(await namesIn(directory)).to.deep.equal(['state.json']);
        for (const id of ['a', 'b']) {
          await file.save(stateOf({ [id]: unlock(T) }));
          await file.reset(T);
        }
        expect(await namesIn(directory)).to.deep.equal([
          'state.json',
          `state.json.reset-${T}`,
          `state.json.reset-${T}-2`,
        ]);
      }),
    );

    it(
      'keeps a damaged file, too',
      inHome(async ({ open, path, directory }) => {
        await put(path, 'damaged');
        await open().reset(T);
        expect(await readFile(join(directory, `state.json.reset-${T}`), 'utf8')).to.equal('damaged');
      }),
    );

    it(
      'lets nothing from before come back, neither from the other place nor from another process',
      inHome(async ({ open, path, legacyPath }) => {
        const soon = { later_than_its_file: unlock(T + 500) };
        await put(legacyPath, JSON.stringify({ unlocks: { b: unlock(6), ...soon } }), T - 1);
        const other = open();
        const before = await other.save((await other.load()).state);
        expect(before.state.unlocks.size).to.equal(2);

        await open().reset(T);
        expect((await open().load()).state.unlocks.size).to.equal(0);
        const after = await other.save(stateOf({ b: unlock(6), now: unlock(T) }));
        expect([...after.state.unlocks.keys()]).to.deep.equal(['now']);
        expect(await idsOn(path)).to.deep.equal(['now']);
      }),
    );

    it(
      'takes over what the Python plugin unlocks after it',
      inHome(async ({ open, legacyPath }) => {
        await open().reset(T);
        await put(
          legacyPath,
          JSON.stringify({ unlocks: { old: unlock(T - 5), fresh: unlock(T + 5) } }),
          T + 6,
        );
        expect([...(await open().load()).state.unlocks.keys()]).to.deep.equal(['fresh']);
      }),
    );

    it(
      'never goes back behind an earlier one',
      inHome(async ({ open }) => {
        await open().reset(T);
        expect((await open().reset(T - 100)).resetAt).to.equal(T);
      }),
    );
  });

  it('is settled when nothing is being done any more', async () =>
    inHome(async ({ open, path }) => {
      const file = open();
      void file.save(stateOf({ a: unlock(5) }));
      void file.save(stateOf({ b: unlock(6) }));
      await file.settled();
      expect(await idsOn(path)).to.deep.equal(['a', 'b']);
    })());
});
