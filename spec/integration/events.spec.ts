import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import express4 from 'express4';
import type { ImportEvent, UnlockEvent } from '#src/index.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { temporaryHome } from '../support/home.js';
import { type Served, servedHomes } from '../support/served.js';

const CRASHING = fileURLToPath(new URL('../support/crashing-host.js', import.meta.url));
const LEGACY = { let_him_cook: { unlocked_at: 1_700_000_000, first_tier: 'Silver', evidence: null } };

/** 200 make Let Him Cook, 500 raise it to Silver, 1 200 to Gold. */
function cooking(calls: number, id = `s${calls}`): MemorySession {
  const toolCalls = JSON.stringify(Array(calls).fill({ function: { name: 'terminal' } }));
  return { id, startedAt: 1_790_000_000, messages: [{ role: 'assistant', content: null, toolCalls }] };
}

const told = ({ achievement: { id }, tier, previousTier }: UnlockEvent) => `${id}: ${previousTier} > ${tier}`;
const UNLOCKED = 'let_him_cook: null > Copper';
const RAISED = 'let_him_cook: Copper > Silver';

describe('Unlock events', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);
  let sessions: MemorySession[];

  beforeEach(() => {
    sessions = [{ id: 'first', startedAt: 1_780_000_000, messages: [{ role: 'user', content: 'hello' }] }];
  });

  /** A router on the history and the state directory of this spec, and all that it tells. */
  function listening() {
    const served = serve({ source: createMemorySource(sessions) });
    const unlocks: UnlockEvent[] = [];
    const imports: ImportEvent[] = [];
    served.router.on('unlock', (event) => unlocks.push(event)).on('import', (event) => imports.push(event));
    return { ...served, unlocks, imports, told: () => unlocks.map(told) };
  }

  const badgeOf = async (served: Served, id: string) =>
    (await served.read()).achievements.find((badge) => badge.id === id);

  function onDisk(): ReadonlyMap<string, { readonly highest_tier: string }> {
    const { unlocks } = JSON.parse(readFileSync(join(home().stateDir, 'state.json'), 'utf8'));
    return new Map(Object.entries(unlocks));
  }

  it('are one for all that the first scan of an old history finds', async () => {
    sessions.push(cooking(1_300));
    const { rescanned, unlocks, imports } = listening();
    const { achievements } = await rescanned();
    const unlocked = achievements.filter((badge) => badge.unlocked);
    expect(unlocked).to.have.length.above(1);
    expect(imports).to.deep.equal([{ count: unlocked.length, achievements: unlocked }]);
    expect(unlocks).to.deep.equal([]);
  });

  it('are none for a first scan that unlocks nothing, and one by one from then on', async () => {
    const router = listening();
    await router.rescanned();
    sessions.push(cooking(200));
    await router.rescanned();
    expect(router.imports).to.deep.equal([]);
    expect(router.told()).to.deep.equal([UNLOCKED]);
    await router.rescanned();
    await router.rescanned('?full=true');
    expect(router.unlocks).to.have.length(1);
  });

  it('carry the badge as it is served, when it was unlocked, and which tier it had', async () => {
    const router = listening();
    await router.rescanned();
    for (const calls of [200, 500]) {
      sessions.push(cooking(calls));
      await router.rescanned();
    }
    const [unlocked, raised, ...others] = router.unlocks;
    expect(others).to.deep.equal([]);
    expect(router.told()).to.deep.equal([UNLOCKED, RAISED]);
    expect(raised?.achievement).to.deep.equal(await badgeOf(router, 'let_him_cook'));
    expect(raised).to.include({ tier: 'Silver', previousTier: 'Copper' });
    expect(unlocked?.unlockedAt).to.be.closeTo(Date.now() / 1000, 60);
    expect(raised?.unlockedAt).to.equal(unlocked?.unlockedAt);
    expect(raised?.achievement.unlocked_at).to.equal(unlocked?.unlockedAt);
  });

  it('come when what they tell is on disk', async () => {
    const router = listening();
    await router.rescanned();
    const saved: unknown[] = [];
    router.router.on('unlock', () => saved.push(onDisk().get('let_him_cook')?.highest_tier));
    for (const calls of [200, 500]) {
      sessions.push(cooking(calls));
      await router.rescanned();
    }
    expect(saved).to.deep.equal(['Copper', 'Silver']);
  });

  it('come once, also over restarts', async () => {
    const before = listening();
    await before.rescanned();
    sessions.push(cooking(200));
    await before.rescanned();
    await before.router.close();
    const again = listening();
    await again.rescanned();
    await again.rescanned('?full=true');
    expect([again.told(), again.imports]).to.deep.equal([[], []]);
    await again.router.close();
    sessions.push(cooking(500));
    const last = listening();
    await last.rescanned();
    expect([last.told(), last.imports]).to.deep.equal([[RAISED], []]);
  });

  it('wait while nothing can be saved, and then still are an import, or none', async () => {
    const router = listening();
    sessions.push(cooking(200));
    await writeFile(join(home().path, 'plugins'), 'in the way');
    expect((await router.rescanned()).error).to.match(/^state\.json cannot be/);
    sessions.push(cooking(500));
    await router.rescanned();
    expect([router.told(), router.imports]).to.deep.equal([[], []]);
    await rm(join(home().path, 'plugins'));
    await router.rescanned();
    expect(router.told()).to.deep.equal([]);
    expect(router.imports.map(({ count }) => count)).to.deep.equal([1]);

    await rename(join(home().path, 'plugins'), join(home().path, 'away'));
    await writeFile(join(home().path, 'plugins'), 'in the way');
    sessions.push(cooking(1_200));
    await router.rescanned();
    expect(router.told()).to.deep.equal([]);
    await rm(join(home().path, 'plugins'));
    await rename(join(home().path, 'away'), join(home().path, 'plugins'));
    await router.rescanned();
    expect(router.told()).to.include('let_him_cook: Silver > Gold');
  });

  it('are an import after a reset, not one by one', async () => {
    const router = listening();
    await router.rescanned();
    sessions.push(cooking(200));
    await router.rescanned();
    const other = listening();
    await other.rescanned();
    expect((await router.reset()).status).to.equal(200);
    await router.rescanned();
    expect(router.imports.map(({ count }) => count)).to.deep.equal([1]);
    expect(router.unlocks).to.have.length(1);
    expect([other.told(), other.imports]).to.deep.equal([[], []]);
  });

  it('are no flood in the other process, when one resets what they share', async () => {
    await mkdir(home().stateDir, { recursive: true });
    await writeFile(join(home().stateDir, 'state.json'), JSON.stringify({ unlocks: LEGACY }));
    const [router, other] = [listening(), listening()];
    sessions.push(cooking(500));
    await router.rescanned();
    await other.rescanned();
    await router.reset();
    for (let time = 0; time < 3; time++) await other.rescanned();
    expect(other.told()).to.deep.equal([]);
    expect(other.imports.map(({ achievements }) => achievements.map(({ id }) => id))).to.deep.equal([
      ['let_him_cook'],
    ]);
    expect(onDisk().has('let_him_cook')).to.equal(true);
  });

  for (const [title, ...folders] of [
    ['plugins', 'plugins'],
    ['plugin-data', 'plugin-data'],
  ] as const) {
    it(`are none for what the Python plugin had unlocked already, in ${title}`, async () => {
      const theirs = join(home().path, ...folders, 'hermes-achievements');
      await mkdir(theirs, { recursive: true });
      await writeFile(join(theirs, 'state.json'), JSON.stringify({ unlocks: LEGACY }));
      sessions.push(cooking(500));
      const router = listening();
      await router.rescanned();
      expect([router.told(), router.imports]).to.deep.equal([[], []]);
      sessions.push(cooking(1_200));
      await router.rescanned();
      expect(router.told()).to.include('let_him_cook: Silver > Gold');
    });
  }

  it('come in one of the routers that share a state directory: the one that saved it', async () => {
    const routers = [listening(), listening()] as const;
    // Both know that there is nothing yet.
    for (const router of routers) await router.get('/scan-status');
    sessions.push(cooking(200, 's0'));
    for (const router of routers) await router.rescanned();
    expect(routers.map(({ imports }) => imports.length)).to.deep.equal([1, 0]);
    for (const [turn, calls] of [500, 1_200, 3_000].entries()) {
      sessions.push(cooking(calls));
      const [one, other] = turn % 2 === 0 ? routers : [routers[1], routers[0]];
      await one.rescanned();
      await other.rescanned();
      const cooked = routers.map(({ unlocks }) =>
        unlocks.filter(({ achievement: { id } }) => id === 'let_him_cook'),
      );
      expect(cooked.flat()).to.have.length(turn + 1);
      expect(cooked[turn % 2]?.at(-1)?.achievement.progress).to.equal(calls);
    }
  });

  it('hurt nothing when a listener throws', async () => {
    const { router, rescanned, lines, told } = listening();
    router
      .on('unlock', () => Promise.reject(new Error('a mistake')))
      .once('unlock', () => {
        throw new Error('a mistake');
      });
    await rescanned();
    sessions.push(cooking(200));
    await rescanned();
    expect(told()).to.deep.equal([UNLOCKED]);
    expect(lines.filter((line) => line.startsWith('error:'))).to.deep.equal(
      Array(2).fill("error: A listener for 'unlock' failed."),
    );
  });

  it('come at most once: none for what was saved right before a crash', async () => {
    const unlocked = listening();
    await unlocked.rescanned();
    await unlocked.router.close();
    const child = spawn(process.execPath, [CRASHING, home().path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => {
      output += String(text);
    });
    const [, signal] = await once(child, 'close');
    expect([signal, output]).to.deep.equal(['SIGKILL', '']);
    expect(onDisk().has('let_him_cook')).to.equal(true);

    sessions.push(cooking(200));
    const router = listening();
    await router.rescanned();
    expect([router.told(), router.imports]).to.deep.equal([[], []]);
    expect(await badgeOf(router, 'let_him_cook')).to.include({ unlocked: true });
    sessions.push(cooking(500));
    await router.rescanned();
    expect(router.told()).to.deep.equal([RAISED]);
  });

  it('do not change what the router is to Express, in either version', () => {
    const { router } = listening();
    const mounted: unknown[] = [];
    const app = express4();
    app.on('mount', () => mounted.push('mount'));
    expect(() => app.use('/a', router)).to.not.throw();
    expect(router).to.be.a('function');
    expect(Object.keys(router)).to.not.include('emit');
    expect(mounted).to.deep.equal([]);
  });
});
