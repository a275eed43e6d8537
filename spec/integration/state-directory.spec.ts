import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createMemorySource } from '#src/source/memory-source.js';
import { asNobody, modeOf } from '../state/support.js';
import { temporaryHome } from '../support/home.js';
import { type Served, servedHomes } from '../support/served.js';

const posix = process.platform === 'win32' ? it.skip : it;
const FILES = ['scan_checkpoint.json', 'scan_snapshot.json', 'state.json'];

describe('A state directory to which something happens', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);
  const dir = () => home().stateDir;

  /** A router over a history that unlocked something which is not in it any more. */
  async function started(options: { readonly stateDir?: string } = {}) {
    const models = ['openai/gpt', 'anthropic/claude', 'google/gemini'];
    const sessions = models.map((model, index) => ({
      id: `s${index}`,
      model,
      startedAt: 1_760_000_000 + index,
      messages: [{ role: 'user', content: 'Hello' }],
    }));
    const router = serve({ source: createMemorySource(sessions), ...options });
    await router.rescanned();
    sessions.splice(1);
    await router.rescanned();
    return { router, first: (await router.get('/recent-unlocks')).body };
  }

  const unlocksIn = async (directory = dir()) =>
    JSON.parse(await readFile(join(directory, 'state.json'), 'utf8')).unlocks;

  /** All but the locks, which stay empty and lose nothing, and the blocks of the checkpoint, in whichever file they are. */
  const filesIn = async (directory: string) =>
    (await readdir(directory)).filter((name) => !/\.lock$|^scan_checkpoint\.[ab]\.blocks$/.test(name));

  /** It serves as if nothing were, and tells what is wrong. */
  async function copes(router: Served, first: unknown, words: RegExp): Promise<void> {
    const response = await router.rescan();
    expect(response.status).to.equal(200);
    expect(response.body.error).to.match(words);
    expect(response.text).to.not.include(home().path);
    expect(await router.read()).to.include({ unlocked_count: 1, is_stale: false });
    expect((await router.get('/recent-unlocks')).body).to.deep.equal(first);
    expect(router.lines.filter((line) => line.startsWith('warn'))).to.have.length(1);
  }

  /** It is over by itself, and nothing is lost. */
  async function recovers(router: Served, first: readonly { unlocked_at?: number }[], directory = dir()) {
    expect((await router.rescanned()).error).to.equal(null);
    expect(await unlocksIn(directory)).to.have.nested.property(
      'provider_polyglot.unlocked_at',
      first[0]?.unlocked_at,
    );
    expect(await filesIn(directory)).to.have.members(FILES);
    expect(router.lines.filter((line) => line.startsWith('warn'))).to.have.length.below(2);
  }

  it('is made anew when it was deleted, with all that was in it', async () => {
    const { router, first } = await started();
    await rm(dir(), { recursive: true });
    await recovers(router, first);
    expect(await modeOf(dir())).to.equal(0o700);
    for (const name of FILES) expect(await modeOf(join(dir(), name)), name).to.equal(0o600);
  });

  it('is told when a file lies in its place, and is back when that is gone', async () => {
    const { router, first } = await started();
    await rm(dir(), { recursive: true });
    await writeFile(dir(), 'in the way');
    await copes(router, first, /state\.json cannot be (?:read|saved): .*Move that file away/);
    await rm(dir());
    await recovers(router, first);
  });

  posix('may be a link to another place', async () => {
    const { router, first } = await started();
    const elsewhere = join(home().path, 'elsewhere');
    await rename(dir(), elsewhere);
    await symlink(elsewhere, dir());
    await recovers(router, first, elsewhere);
    expect((await stat(dir())).isDirectory()).to.equal(true);
  });

  posix('is told when it is a link to nowhere, and is back when there is something', async () => {
    const { router, first } = await started();
    await rm(dir(), { recursive: true });
    await symlink(join(home().path, 'nowhere'), dir());
    await copes(
      router,
      first,
      /state\.json cannot be saved: the state directory leads to nowhere\. Make the/,
    );
    await mkdir(join(home().path, 'nowhere'));
    await recovers(router, first);
  });

  posix('is told when it may not be written to, and saves what it knows when it may', async () => {
    const { router, first } = await started();
    await rm(join(dir(), 'state.json'));
    await chmod(dir(), 0o500);
    if (process.geteuid?.() === 0) execFileSync('chown', ['-R', '65534', home().path]);
    await asNobody(home().path, async () => {
      await copes(router, first, /state\.json cannot be saved: permission is missing\. Give the user/);
      await chmod(dir(), 0o700);
      await recovers(router, first);
    });
  });

  for (const name of FILES) {
    posix(`is served from when ${name} is a named pipe`, async () => {
      const { router, first } = await started();
      await router.router.close();
      await rm(join(dir(), name));
      execFileSync('mkfifo', [join(dir(), name)]);
      const again = (await started()).router;
      expect(await again.read()).to.include({ unlocked_count: 1, is_stale: false });
      if (name === 'state.json') {
        expect((await again.read()).error).to.match(/^state\.json cannot be read: it is not a regular file/);
        await rm(join(dir(), name));
      }
      expect((await again.rescanned()).error).to.equal(null);
      expect(await unlocksIn()).to.have.nested.property(
        'provider_polyglot.unlocked_at',
        first[0]?.unlocked_at,
      );
    });
  }

  describe('on a disk that is full', () => {
    const disk = () => join(home().path, 'disk');
    let isMounted = false;

    beforeEach(async function () {
      await mkdir(disk());
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', disk()], { stdio: 'ignore' });
        isMounted = true;
      } catch {
        this.skip();
      }
    });

    afterEach(() => {
      if (isMounted) execFileSync('umount', [disk()]);
      isMounted = false;
    });

    posix('is told, keeps the last good files, and saves what it knows when there is room', async () => {
      const stateDir = join(disk(), 'state');
      const { router, first } = await started({ stateDir });
      await rm(join(stateDir, 'state.json'));
      const before = await readFile(join(stateDir, 'scan_snapshot.json'));
      // Until nothing goes in any more, not even a byte.
      for (const bytes of [4096, 1]) {
        for (let file = 0; file < 100; file++) {
          await writeFile(join(disk(), `filling-${bytes}-${file}`), Buffer.alloc(bytes)).catch(() => {});
        }
      }
      await copes(router, first, /state\.json cannot be saved: the disk is full\. Free some space/);
      expect(await readFile(join(stateDir, 'scan_snapshot.json'))).to.deep.equal(before);
      expect(await filesIn(stateDir)).to.have.members(['scan_checkpoint.json', 'scan_snapshot.json']);
      for (const name of await readdir(disk())) if (name.startsWith('filling')) await rm(join(disk(), name));
      await recovers(router, first, stateDir);
    });
  });
});
