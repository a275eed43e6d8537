import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { type AchievementsOptions, createMemorySource } from '#src/index.js';
import type { Payload } from '#src/payload.js';
import { temporaryHome } from '../support/home.js';
import { profilesIn, session, T } from '../support/profiles.js';
import { servedHomes } from '../support/served.js';

describe('Several homes in one cabinet', () => {
  const home = temporaryHome();
  const served = servedHomes(home);

  const { databaseOf, write, three } = profilesIn(home);
  const start = (options: AchievementsOptions = { homes: 'profiles' }) => served(options);
  const messagesOf = ({ achievements }: Payload) =>
    achievements.find(({ threshold_metric }) => threshold_metric === 'traceback_events')?.progress;
  const countsOf = ({ homes = [] }: Payload) =>
    homes.map(({ name, sessions, messages }) => [name, sessions, messages]);

  it('adds them up, counts copies once, and tells of each', async () => {
    await three();
    const { read, get, rescanned } = start();
    const { aggregate } = await rescanned();
    expect(aggregate).to.include({ session_count: 4, traceback_events: 3 + 4 + 7 + 1 });
    const body = await read();
    expect(countsOf(body)).to.deep.equal([
      ['default', 2, 5],
      ['play', 1, 1],
      ['work', 2, 11],
    ]);
    const { body: status } = await get('/scan-status');
    expect(status.homes.map(({ copies }: { copies: number }) => copies)).to.deep.equal([1, 0, 0]);
    const longest = (await get('/activity')).body.records.longest_session;
    expect(longest).to.include({ session_id: 'b', home: 'work', messages: 7 });
  });

  it('tells in which of them each tier was reached, and each badge without tiers unlocked', async () => {
    const messages = [{ content: 'npm install x failed' }, { content: 'pip install y built' }];
    const talks = Array.from({ length: 25 }, (_, place) => ({
      ...session(`${place}`, 0, T + place),
      messages,
    }));
    await write(undefined, [session('a', 3)]);
    await write('work', [session('b', 700, T + 86_400), ...talks]);
    const told = ({ achievements }: Payload) =>
      achievements
        .filter(({ unlocked }) => unlocked)
        .flatMap(({ home: of, tiers }) => {
          const reached = tiers?.filter(({ reached_at }) => reached_at !== undefined);
          return reached?.map(({ home: name }) => name) ?? [of];
        });
    const { rescanned, read } = start();
    const { achievements } = await rescanned();
    expect(achievements.filter(({ unlocked, tiers }) => unlocked && tiers === undefined)).to.not.be.empty;
    expect(new Set(told(await read()))).to.deep.equal(new Set(['work']));
    const only = start({ homes: [{ name: 'work', profile: 'work' }], stateDir: join(home().path, 'only') });
    await only.rescanned();
    expect(new Set(told(await only.read()))).to.deep.equal(new Set([undefined]));
  });

  it('shows one by itself, under the name of a home or of a profile, and knows no other', async () => {
    await three();
    const { get, app, rescanned } = start();
    await rescanned();
    for (const query of ['home=work', 'profile=work']) {
      const { body } = await get(`/achievements?${query}`);
      expect(body.home).to.equal('work');
      expect(messagesOf(body)).to.equal(11);
      expect(body.scan_meta.sessions_total).to.equal(2);
    }
    expect(messagesOf((await get('/achievements?profile=default')).body)).to.equal(5);
    expect((await get('/achievements?home=none')).status).to.equal(404);
    expect((await get('/achievements?home=work&profile=play')).status).to.equal(400);
    for (const path of [
      '/achievements/summary',
      '/recent-unlocks',
      '/history',
      '/activity',
      '/export',
      '/scan-status',
    ]) {
      expect((await get(`${path}?home=work`)).status, path).to.equal(200);
      expect((await get(`${path}?home=none`)).status, path).to.equal(404);
    }
    const tag = (await get('/achievements?home=work')).get('ETag') ?? '';
    const again = await request(app).get('/achievements?home=work').set('If-None-Match', tag);
    expect(again.status).to.equal(304);
  });

  it('takes the default profile for the whole where no home is called so', async () => {
    await three();
    const homes = ['work', 'play'].map((name) => ({ name, profile: name }));
    const { get, rescanned } = start({ homes });
    expect(messagesOf(await rescanned())).to.equal(12);
    expect(messagesOf((await get('/achievements?profile=default')).body)).to.equal(12);
    expect((await get('/achievements?home=default')).status).to.equal(404);
  });

  it('is reset as a whole, never one of them', async () => {
    await three();
    const { app, rescanned } = start();
    await rescanned();
    const reset = async (query: string) => (await request(app).post(`/reset-state${query}`)).status;
    expect(await reset('?profile=work')).to.equal(400);
    expect(await reset('?home=default')).to.equal(400);
    expect(await reset('?profile=default')).to.equal(200);
    expect((await rescanned()).aggregate).to.include({ session_count: 4 });
  });

  it('asks which is meant where different sessions share an id', async () => {
    await three();
    await write('play', [session('a', 9, T + 7)]);
    const { get, rescanned } = start();
    await rescanned();
    expect((await get('/sessions/a/badges')).status).to.equal(400);
    expect((await get('/sessions/a/badges?home=play')).status).to.equal(200);
    expect((await get('/sessions/copy/badges')).status).to.equal(200);
  });

  it('keeps what is known of one that cannot be read, and makes nobody wait for it', async () => {
    await three();
    const { rescan, rescanned, read } = start();
    await rescanned();
    await rename(databaseOf('work'), `${databaseOf('work')}.away`);
    await write('play', [session('c', 1, T + 2 * 86_400), session('d', 2, T + 3 * 86_400)]);
    const { status, body } = await rescan();
    expect(status).to.equal(200);
    expect(body.error).to.equal(null);
    expect(body.aggregate).to.include({ session_count: 5, traceback_events: 17 });
    const broken = body.homes.find(({ name }: { name: string }) => name === 'work');
    expect(broken).to.include({ sessions: 2, messages: 11, is_stale: true });
    expect(broken.error).to.be.a('string').and.not.include(home().path);
    await rename(`${databaseOf('work')}.away`, databaseOf('work'));
    const mended = (await rescanned()).homes?.find(({ name }) => name === 'work');
    expect(mended).to.include({ error: null, is_stale: false });
    expect(countsOf(await read())).to.have.length(3);
  });

  it('fails when none of them can be read', async () => {
    await three();
    const { rescan, rescanned } = start();
    await rescanned();
    for (const profile of [undefined, 'work', 'play']) await rm(databaseOf(profile));
    expect((await rescan()).status).to.equal(503);
  });

  it('notices one that comes, goes, comes back and is called otherwise', async () => {
    await three();
    const { rescanned } = start();
    await rescanned();
    await mkdir(join(home().path, 'profiles', 'empty'), { recursive: true });
    await writeFile(join(home().path, 'profiles', 'file'), '');
    await write('late', [session('late', 1, T + 9)]);
    expect(countsOf(await rescanned()).map(([name]) => name)).to.deep.equal([
      'default',
      'late',
      'play',
      'work',
    ]);
    const profiles = join(home().path, 'profiles');
    await rename(join(profiles, 'work'), join(home().path, 'gone'));
    const without = await rescanned();
    expect(without.aggregate).to.include({ session_count: 4, traceback_events: 3 + 2 + 1 + 1 });
    await rename(join(home().path, 'gone'), join(profiles, 'other'));
    const renamed = await rescanned();
    expect(renamed.aggregate).to.include({ session_count: 5, traceback_events: 3 + 4 + 7 + 1 + 1 });
    await rename(join(profiles, 'other'), join(profiles, 'work'));
    const back = await rescanned();
    expect(back.aggregate).to.include({ session_count: 5 });
    expect(back.scan_meta).to.include({ sessions_rescanned: 0 });
  });

  it('knows one that has come from the scan on that counts it, on the route of the status as well', async () => {
    await three();
    const { get, rescanned } = start();
    await rescanned();
    await write('late', [session('late', 1, T + 9)]);
    const statuses = async () => [
      (await get('/achievements?home=late')).status,
      (await get('/scan-status?home=late')).status,
    ];
    expect(await statuses()).to.deep.equal([404, 404]);
    await rescanned();
    expect(await statuses()).to.deep.equal([200, 200]);
  });

  it('takes in what each has unlocked, without its reset, and loses none with a home', async () => {
    await three();
    const stateDir = join(home().path, 'profiles', 'work', 'plugins', 'hermes-achievements');
    await mkdir(stateDir, { recursive: true });
    const evidence = { session_id: 'old', title: 'Secret plan', value: 900 };
    const unlocks = { let_him_cook: { unlocked_at: 1_700_000_000, first_tier: 'Gold', evidence } };
    await writeFile(join(stateDir, 'state.json'), JSON.stringify({ unlocks, reset_at: 1_699_999_999 }));
    const homes = [{ name: 'root' }, { name: 'work', profile: 'work', titles: false }];
    const { read, rescanned, get } = start({ homes });
    await rescanned();
    const badge = (await read()).achievements.find(({ id }) => id === 'let_him_cook');
    expect(badge).to.include({ unlocked: true, tier: 'Gold', unlocked_at: 1_700_000_000 });
    expect(badge?.evidence).to.include({ home: 'work', title: 'Untitled' });
    for (const path of [
      '/achievements',
      '/achievements?home=work',
      '/recent-unlocks',
      '/sessions/b/badges',
      '/export?titles=true',
    ])
      expect((await get(path)).text, path).not.to.match(/Secret plan|Title of b/);
    const { read: readOther, rescanned: rescanOther } = start({ homes: [{ name: 'root' }] });
    await rescanOther();
    expect((await readOther()).achievements.find(({ id }) => id === 'let_him_cook')).to.include({
      unlocked: true,
    });
  });

  it('tells of a home that joins by one event', async () => {
    await write(undefined, [session('a', 1)]);
    const { router, rescanned } = start();
    const heard: string[] = [];
    router.on('unlock', () => heard.push('unlock')).on('import', () => heard.push('import'));
    await rescanned();
    await write('work', [session('b', 400, T + 86_400)]);
    await rescanned();
    expect(heard.filter((name) => name === 'unlock')).to.deep.equal([]);
    expect(heard.at(-1)).to.equal('import');
  });

  it('reads nothing of homes that have not changed, after a restart as well', async () => {
    await three();
    await start().rescanned();
    await chmod(databaseOf('play'), 0o600);
    const { rescanned } = start();
    await rescanned();
    await write('play', [session('c', 1, T + 2 * 86_400), session('d', 2, T + 3 * 86_400)]);
    expect((await rescanned()).scan_meta).to.include({ sessions_rescanned: 1, sessions_total: 5 });
  });

  it('dates one by itself anew when an older session turns up in it', async () => {
    await three();
    // By the oldest a history is recognized: it stays.
    const rest = [session('first', 1, T - 20 * 86_400), session('b', 700, T + 86_400)];
    await write('work', rest);
    const { rescanned } = start();
    await rescanned();
    await write('work', [...rest, session('older', 600, T - 86_400)]);
    await rescanned();
    const fresh = start({ homes: 'profiles', stateDir: join(home().path, 'fresh') });
    await fresh.rescanned();
    const dates = async ({ get }: { get: typeof fresh.get }) =>
      (await get('/history?home=work&limit=100')).body.items.map(
        ({ id, tier, reached_at, session: by }: Record<string, unknown>) => [id, tier, reached_at, by],
      );
    const expected = await dates(fresh);
    expect(JSON.stringify(expected)).to.include('"older"');
    expect(await dates(start())).to.deep.equal(expected);
  });

  it('refuses options that belong into the list', () => {
    for (const beside of [
      { profile: 'a' },
      { databasePath: '/a' },
      { databaseUrl: 'postgres://localhost/a' },
      { databaseSchema: 'a' },
      { databaseProfile: 'a' },
      { source: createMemorySource([]) },
    ])
      for (const homes of ['profiles', [{ name: 'a' }]] as const)
        expect(() => start({ homes, ...beside })).to.throw(/goes into the list of homes/);
  });
});
