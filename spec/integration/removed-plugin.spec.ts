import { existsSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { createMemorySource } from 'hermes-achievements-router';
import { temporaryHome } from '../support/home.js';
import { type Served, servedHomes } from '../support/served.js';

const source = createMemorySource(
  ['openai/gpt', 'anthropic/claude', 'google/gemini'].map((model, index) => ({
    id: `s${index}`,
    model,
    startedAt: 1_760_000_000 + index,
    messages: [{ role: 'user', content: 'Hello' }],
  })),
);

/** An unlock that no scan can find again. */
const EARNED = { let_him_cook: { unlocked_at: 1_746_000_000, first_tier: 'Gold', evidence: null } };

describe('Unlocks, when `hermes plugins remove` deletes the folder that they lie in', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);

  const first = (root = home().path) => join(root, 'plugins', 'hermes-achievements', 'state.json');
  const copy = (root = home().path) => join(root, 'plugin-data', 'hermes-achievements-router', 'state.json');
  const text = (path: string) => readFile(path, 'utf8');

  const remove = () => rm(dirname(first()), { recursive: true });

  /** A router that has saved what it was given to take over, and what it counted. */
  async function started(options: Parameters<typeof serve>[0] = {}): Promise<Served> {
    const served = serve({ source, ...options });
    await served.read();
    return served;
  }

  async function times(served: Served): Promise<Record<string, number | undefined>> {
    const { achievements } = await served.read();
    return Object.fromEntries(
      achievements.filter(({ unlocked }) => unlocked).map(({ id, unlocked_at }) => [id, unlocked_at]),
    );
  }

  async function earlier(): Promise<Record<string, number | undefined>> {
    const served = await started();
    await served.router.close();
    const stored = JSON.parse(await text(first()));
    stored.unlocks = { ...stored.unlocks, ...EARNED };
    await writeFile(first(), JSON.stringify(stored));
    const again = await started();
    await again.rescanned();
    const before = await times(again);
    expect(before).to.include({ let_him_cook: 1_746_000_000 });
    await again.router.close();
    return before;
  }

  it('come back with their times when the router was stopped', async () => {
    const before = await earlier();
    await remove();
    const served = await started();
    expect(await times(served)).to.deep.equal(before);
    expect(JSON.parse(await text(first())).unlocks.let_him_cook).to.include(EARNED.let_him_cook);
    expect((await served.read()).error).to.equal(null);
  });

  it('are back with the next refresh when the router was running, and announced no second time', async () => {
    const before = await earlier();
    const served = await started();
    const heard: string[] = [];
    served.router
      .on('unlock', ({ achievement: { id } }) => heard.push(id))
      .on('import', () => heard.push('import'));
    await remove();
    await served.rescanned();
    expect(await times(served)).to.deep.equal(before);
    expect(await text(first())).to.equal(await text(copy()));
    expect(heard).to.deep.equal([]);
  });

  it('are written twice when something changes, and not at all when nothing does', async () => {
    const served = await started();
    expect(await text(first())).to.equal(await text(copy()));
    const facts = async () => {
      const { ino, ctimeMs } = await stat(copy());
      return { ino, ctimeMs };
    };
    const before = await facts();
    await served.rescanned('?full=true');
    expect(await facts()).to.deep.equal(before);
    await rm(copy());
    await served.rescanned();
    expect(await text(first())).to.equal(await text(copy()));
    expect(served.lines.filter((line) => line.includes('copy'))).to.deep.equal([]);
  });

  it('stay away after a reset, in whichever of both places older ones are put back', async () => {
    await earlier();
    const old = await text(copy());
    const served = await started();
    await served.reset();
    await served.router.close();
    for (const path of [first(), copy()]) {
      expect(JSON.parse(await text(path)).reset_at).to.be.a('number');
      await writeFile(path, old);
      const again = await started();
      expect(await times(again)).to.not.have.property('let_him_cook');
      await again.router.close();
    }
  });

  it('stay away after a reset that the copy could not take part in', async () => {
    await earlier();
    const folder = dirname(copy());
    await rename(folder, `${folder}-away`);
    await writeFile(folder, 'no folder');
    const served = await started();
    expect((await served.reset()).status).to.equal(200);
    const { error } = await served.rescanned();
    expect(error, 'trouble with the copy is none of the router').to.equal(null);
    expect(served.lines.filter((line) => line.includes('second copy'))).to.have.length(1);
    await rm(folder);
    await rename(`${folder}-away`, folder);
    await served.rescanned();
    expect(await times(served)).to.not.have.property('let_him_cook');
    expect(await text(copy())).to.equal(await text(first()));
  });

  it('are kept for each profile in its own home', async () => {
    const work = join(home().path, 'profiles', 'work');
    await started({ profile: 'work' });
    expect(await text(copy(work))).to.equal(await text(first(work)));
    expect(existsSync(copy())).to.equal(false);
  });

  it('are no business of a router with a directory of its own: it neither reads, writes nor resets the copy', async () => {
    await earlier();
    const before = await text(copy());
    const served = await started({ stateDir: join(home().path, 'own') });
    await served.rescanned();
    expect(await times(served)).to.not.have.property('let_him_cook');
    expect((await served.reset()).status).to.equal(200);
    await served.rescanned();
    expect(await text(copy())).to.equal(before);
  });

  it('are there as well where the folder of the plugin is named', async () => {
    await earlier();
    await remove();
    const served = await started({ stateDir: dirname(first()) });
    await served.rescanned();
    expect(await times(served)).to.have.property('let_him_cook');
  });
});
