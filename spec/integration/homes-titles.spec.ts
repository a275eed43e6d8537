import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { ROUTES } from '#src/http/routes.js';
import type { AchievementsOptions } from '#src/index.js';
import { temporaryHome } from '../support/home.js';
import { profilesIn, session, T } from '../support/profiles.js';
import { type Served, servedHomes } from '../support/served.js';

/** Nothing else in a cabinet has this in it. */
const PRIVATE = 'Zanzibar';

describe('Titles of a home that are told nobody', () => {
  const home = temporaryHome();
  const served = servedHomes(home);
  const { write } = profilesIn(home);
  const cabinet = () => join(home().path, 'cabinet');
  const start = (homes: AchievementsOptions['homes']) => served({ homes, stateDir: cabinet(), ttlMs: 0 });
  const listed = (titles: boolean, name = 'work') => [{ name: 'own' }, { name, profile: 'work', titles }];

  beforeEach(async () => {
    await write(undefined, [session('a', 2), { ...session('b', 1, T + 5), title: 'A title of my own' }]);
    const secret = { ...session('client', 900, T + 86_400), title: `${PRIVATE} merger` };
    await write('work', [secret, { ...session('untitled', 3, T + 90_000), title: null }]);
    const stateDir = join(home().path, 'profiles', 'work', 'plugins', 'hermes-achievements');
    await mkdir(stateDir, { recursive: true });
    const evidence = { session_id: 'client', title: `${PRIVATE} before`, value: 900 };
    const unlocks = { let_him_cook: { unlocked_at: 1_700_000_000, first_tier: 'Gold', evidence } };
    await writeFile(join(stateDir, 'state.json'), JSON.stringify({ unlocks }));
  });

  /** What every route answers, asked in every way. */
  async function all({ app }: Served): Promise<string> {
    const texts: string[] = [];
    const queries = [
      '',
      '?home=own',
      '?home=work',
      '?titles=true',
      '?titles=true&home=work',
      '?format=svg&titles=true',
    ];
    for (const { method, path } of ROUTES.filter((route) => route.path !== '/reset-state'))
      for (const query of [...queries, '?format=markdown&titles=true'])
        for (const id of ['client', 'a']) {
          if (id === 'a' && !path.includes(':id')) continue;
          const target = path.replace(':id', id) + query;
          texts.push((await (method === 'GET' ? request(app).get(target) : request(app).post(target))).text);
        }
    return texts.join('\n');
  }

  /** What the host keeps of the cabinet, without what scans keep of each home. */
  async function kept(): Promise<string> {
    const names = (await readdir(cabinet())).filter((name) => name.endsWith('.json'));
    expect(names).to.include.members(['state.json', 'scan_snapshot.json']);
    return (await Promise.all(names.map((name) => readFile(join(cabinet(), name), 'utf8')))).join('\n');
  }

  it('are in no answer, no event and no file that outlives the home; those of others are', async () => {
    const router = start(listed(false));
    const heard: unknown[] = [];
    router.router.on('unlock', (event) => heard.push(event)).on('import', (event) => heard.push(event));
    const { aggregate } = await router.rescanned();
    expect(aggregate).to.include({ session_count: 4, traceback_events: 906 });
    const texts = await all(router);
    expect(texts).to.include('"session_id":"client"').and.to.include('"title":"Untitled"');
    expect(texts).to.not.include(PRIVATE);
    expect(heard).to.have.length.above(0);
    expect(JSON.stringify(heard)).to.include('client').and.to.not.include(PRIVATE);
    expect(await kept()).to.not.include(PRIVATE);
  });

  it('stay untold when the home goes, or is called otherwise', async () => {
    await start(listed(false)).rescanned();
    for (const homes of [[{ name: 'own' }], listed(false, 'client')]) {
      const router = start(homes);
      await router.rescanned();
      const texts = await all(router);
      expect(texts).to.include('"unlocked":true').and.to.not.include(PRIVATE);
    }
  });

  it('stay untold of what was kept when they were told, or when nobody said which home it was of', async () => {
    await served({ profile: 'work', stateDir: cabinet() }).rescanned();
    await start(listed(true)).rescanned();
    const router = start(listed(false));
    await router.read();
    expect(await all(router)).to.not.include(PRIVATE);
    await router.rescanned();
    expect(await all(router)).to.not.include(PRIVATE);
  });

  it('are told by default', async () => {
    const router = start(listed(true));
    await router.rescanned();
    expect(await all(router)).to.include(`${PRIVATE} merger`);
  });

  it('are untold of a home that is the only one', async () => {
    const router = start([{ name: 'work', profile: 'work', titles: false }]);
    await router.rescanned();
    const texts = await all(router);
    expect(texts).to.include('"title":"Untitled"').and.to.not.include(PRIVATE);
  });
});
