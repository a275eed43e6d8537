import { expect } from 'chai';
import request from 'supertest';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { ROUTES } from '#src/http/routes.js';
import { type AchievementsOptions, createMemorySource, type SessionSource } from '#src/index.js';
import { temporaryHome } from '../support/home.js';
import { profilesIn, session, T } from '../support/profiles.js';
import { type Served, servedHomes } from '../support/served.js';

const LIST = ['default', 'work'].map((name) => ({ name, ...(name === 'work' && { profile: name }) }));
const WITHOUT_DEFAULT = ['work', 'play'].map((name) => ({ name, profile: name }));

type Meant = 'all' | 'default' | 'work' | 404 | 400;

/** TABLE: what a client sends, and what is meant by it: among all profiles, in a list with a home called so, and in one without. */
const SENT: readonly (readonly [query: string, profiles: Meant, list: Meant, withoutDefault: Meant])[] = [
  // The Python plugin's page, curl, and whoever knows of no homes.
  ['', 'all', 'all', 'all'],
  ['?_=1764400000', 'all', 'all', 'all'],
  // Mobile clients, which always send it.
  ['?profile=default', 'default', 'default', 'all'],
  ['?profile=work', 'work', 'work', 'work'],
  ['?profile=wor%6B', 'work', 'work', 'work'],
  // Our page.
  ['?home=work', 'work', 'work', 'work'],
  ['?home=default', 'default', 'default', 404],
  ['?home=work&profile=work', 'work', 'work', 'work'],
  ['?home=work&profile=default', 400, 400, 400],
  ['?home=work&home=work', 400, 400, 400],
  ['?profile=work&profile=work', 400, 400, 400],
  // Other names, also such as look like paths.
  ['?profile=other', 404, 404, 404],
  ['?profile=Work', 404, 404, 404],
  ['?profile=', 404, 404, 404],
  ['?home=', 404, 404, 404],
  ['?home=..%2Fwork', 404, 404, 404],
  ['?home=__proto__', 404, 404, 404],
];

describe('Clients of several homes', () => {
  const home = temporaryHome();
  const served = servedHomes(home);
  const { write } = profilesIn(home);

  const COUNTS = { default: 1, work: 2 } as const;

  async function started(homes: AchievementsOptions['homes']): Promise<Served> {
    await write(undefined, [session('a', 3)]);
    await write('work', [session('b', 4, T + 5), session('c', 5, T + 6)]);
    await write('play', [session('d', 6, T + 7)]);
    const router = served({ homes });
    await router.rescanned();
    return router;
  }

  for (const [place, homes] of (['profiles', LIST, WITHOUT_DEFAULT] as const).entries())
    it(`are answered about what they mean (${['all profiles', 'a list', 'a list without a default'][place]})`, async () => {
      const { app, read } = await started(homes);
      const all = (await read()).scan_meta.sessions_total;
      for (const [query, ...meanings] of SENT) {
        const meant = meanings[place] ?? expect.fail();
        const { status, body } = await request(app).get(`/achievements${query}`);
        if (typeof meant === 'number') {
          expect(status, query).to.equal(meant);
          expect(JSON.stringify(body), query).to.not.include(home().path);
          continue;
        }
        expect(status, query).to.equal(200);
        expect(body.home, query).to.equal(meant === 'all' ? undefined : meant);
        expect(body.scan_meta.sessions_total, query).to.equal(meant === 'all' ? all : COUNTS[meant]);
        expect(body.homes, query).to.have.length(homes === 'profiles' ? 3 : 2);
      }
    });

  it('are answered likewise on every route, as far as it is about homes', async () => {
    const { app } = await started(WITHOUT_DEFAULT);
    for (const { method, path, isForAll } of ROUTES)
      for (const [query, , , meant] of SENT) {
        const target = path.replace(':id', 'b') + query;
        const { status } = await (method === 'GET' ? request(app).get(target) : request(app).post(target));
        const isOneOfAll = isForAll === true && meant !== 'all';
        const isOfNone = isForAll !== true && !ABOUT_HOMES.has(path) && meant === 404;
        const expected = isOneOfAll ? 400 : isOfNone || typeof meant !== 'number' ? 200 : meant;
        expect(status, `${method} ${target}`).to.equal(expected);
      }
  });

  it('are answered while all is counted for the first time, which no look at the status begins', async () => {
    let opened = 0;
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const source: SessionSource = {
      async open() {
        opened++;
        await gate;
        return await createMemorySource([]).open();
      },
    };
    const homes = ['work', 'play'].map((name) => ({ name, source }));
    const { app, get } = served({ homes, bootstrapWaitMs: 1, rescanWaitMs: 1 });
    for (const [query, , , meant] of SENT) {
      const { status } = await get(`/scan-status${query}`);
      expect(status, query).to.equal(typeof meant === 'number' ? meant : 200);
    }
    expect(opened).to.equal(0);
    for (const [query, , , meant] of SENT) {
      const { status, body } = await get(`/achievements${query}`);
      expect(status, query).to.equal(typeof meant === 'number' ? meant : 200);
      if (status !== 200) continue;
      expect(body.scan_meta.mode, query).to.equal('pending');
      expect(body.achievements, query).to.have.length(CATALOG.length);
      expect(body.home, query).to.equal(meant === 'all' ? undefined : meant);
    }
    const rescan = await request(app).post('/rescan?home=work');
    expect(rescan.status).to.equal(202);
    expect(rescan.body.home).to.equal('work');
    for (const path of ['/activity', '/sessions/b/badges'])
      for (const query of ['?profile=default', '?home=work']) {
        const { status, body } = await get(path + query);
        expect({ status, code: body.code }, path + query).to.deep.equal({
          status: 503,
          code: 'ERR_ACHIEVEMENTS_SCANNING',
        });
      }
    goOn();
  });

  it('are told what is wrong where none of the homes was ever read', async () => {
    const { get, read } = served({ homes: WITHOUT_DEFAULT });
    const { error } = await read();
    expect(error).to.match(/has not written a history/);
    for (const query of ['?profile=default', '?profile=work', '?home=play']) {
      const { status, body } = await get(`/achievements${query}`);
      expect(status, query).to.equal(200);
      expect(body, query).to.include({ error, unlocked_count: 0, is_stale: true });
      expect(body.scan_meta.mode, query).to.equal('failed');
      expect((await get(`/activity${query}`)).body.code, query).to.equal('ERR_ACHIEVEMENTS_DATABASE_MISSING');
    }
    expect((await get('/achievements?home=default')).status).to.equal(404);
  });

  it('see the sessions of the home alone that they mean', async () => {
    const { get } = await started('profiles');
    const badges = async (id: string, query: string) =>
      (await get(`/sessions/${id}/badges${query}`)).body.badges.length;
    await write('work', [session('b', 4, T + 5), session('c', 700, T + 6)]);
    const { rescanned } = served({ homes: 'profiles' });
    await rescanned();
    expect(await badges('c', '')).to.be.above(0);
    expect(await badges('c', '?home=work')).to.be.above(0);
    expect(await badges('c', '?home=play')).to.equal(0);
    expect(await badges('c', '?profile=default')).to.equal(0);
  });
});

/** The others are the same for all, and do not ask which there are. */
const ABOUT_HOMES = new Set([
  '/achievements',
  '/achievements/summary',
  '/scan-status',
  '/rescan',
  '/recent-unlocks',
  '/history',
  '/activity',
  '/sessions/:id/badges',
  '/export',
]);
