import { expect } from 'chai';
import request from 'supertest';
import { CATALOG, CATEGORIES } from '#src/engine/badges/catalog.js';
import { VIEW } from './fake-service.js';
import { wellBehavedHosts } from './host.js';

const { payload } = VIEW;
const countOf = (state: string) => payload.achievements.filter((badge) => badge.state === state).length;

describe('GET /achievements', () => {
  const start = wellBehavedHosts();
  const get = async (query: string) => await request(start().app).get(`/achievements${query}`);

  const filters: readonly (readonly [string, number])[] = [
    ['?state=unlocked', countOf('unlocked')],
    ['?state=discovered', countOf('discovered')],
    ['?state=secret', countOf('secret')],
    ['?state=all', CATALOG.length],
    ['?category=Agent+Autonomy', 7],
    ['?category=Research%2FWeb', 4],
    ['?q=COOK', 1],
    ['?q=', CATALOG.length],
    ['?q=no+badge+says+this', 0],
    ['?sort_by=name', CATALOG.length],
    ['?order=desc', CATALOG.length],
    ['?state=unlocked&category=Agent+Autonomy&q=let&sort_by=tier&order=asc&limit=9', 1],
  ];
  for (const [query, count] of filters) {
    it(`${query} lists the ${count} that match, and keeps the counts of the whole`, async () => {
      const { status, body } = await get(query);
      expect(status).to.equal(200);
      expect(body.achievements).to.have.length(count);
      const { achievements: _, filtered_count, ...rest } = body;
      const { achievements, ...whole } = payload;
      expect(rest).to.deep.equal(whole);
      expect(filtered_count).to.equal(count);
      expect(achievements).to.deep.include.members(body.achievements);
    });
  }

  it('limits what it lists, not what it counts', async () => {
    const { body } = await get('?state=unlocked&sort_by=unlocked_at&limit=2');
    expect(body.achievements.map(({ id }: { id: string }) => id)).to.deep.equal([
      'stack_trace_sommelier',
      'let_him_cook',
    ]);
    expect(body.filtered_count).to.equal(6);
  });

  for (const query of ['?', '?_=1795636800', '?utm_source=x&State=unlocked', '?full=maybe']) {
    it(`${query} asks for nothing that we know: all of it, as without`, async () => {
      const [plain, asked] = [await get(''), await get(query)];
      expect(asked.body).to.deep.equal(payload);
      expect(asked.get('ETag')).to.equal(plain.get('ETag'));
    });
  }

  const sorts = 'one of name, tier, progress, evidence, unlocked_at, eta';
  const wrong: readonly (readonly [string, string])[] = [
    ['state=', 'state takes one of unlocked, discovered, secret, all'],
    ['state=Unlocked', 'state takes one of unlocked, discovered, secret, all'],
    ['state=all&state=all', 'state takes one of unlocked, discovered, secret, all, and is given once'],
    ['category=agent+autonomy', `category takes one of ${CATEGORIES.join(', ')}`],
    ['category', `category takes one of ${CATEGORIES.join(', ')}`],
    [`q=${'x'.repeat(201)}`, 'q takes a text of at most 200 characters'],
    ['q=a&q=b', 'q takes a text of at most 200 characters, and is given once'],
    ['sort_by=rarity', `sort_by takes ${sorts}`],
    ['sort_by=__proto__', `sort_by takes ${sorts}`],
    ['order=down', 'order takes one of asc, desc'],
    ['limit=0', 'limit takes a whole number from 1 on'],
    ['limit=-1', 'limit takes a whole number from 1 on'],
    ['limit=1.5', 'limit takes a whole number from 1 on'],
    ['limit=1e3', 'limit takes a whole number from 1 on'],
    ['limit=9999999999999999', 'limit takes a whole number from 1 on'],
    ['limit=', 'limit takes a whole number from 1 on'],
    ['state=unlocked&limit=many', 'limit takes a whole number from 1 on'],
  ];
  for (const [query, takes] of wrong) {
    it(`refuses ?${query.slice(0, 40)}, and says what it takes`, async () => {
      const { app, service } = start();
      const { status, body } = await request(app).get(`/achievements?${query}`);
      expect(status).to.equal(400);
      expect(body).to.include({ code: 'ERR_ACHIEVEMENTS_PARAMETER', detail: `Parameter ${takes}.` });
      expect(service.calls).to.deep.equal([]);
    });
  }

  it('repeats nothing of what it was given', async () => {
    const { text } = await get('?state=%3Cscript%3Ealert(1)%3C/script%3E');
    expect(text).to.not.include('script');
  });

  it('has a tag for each selection, and knows it again', async () => {
    const { app } = start();
    const queries = ['', '?state=unlocked', '?state=secret', '?limit=3'];
    const tags = await Promise.all(
      queries.map(async (query) => (await request(app).get(`/achievements${query}`)).get('ETag') ?? ''),
    );
    expect(new Set(tags).size).to.equal(queries.length);
    for (const [place, query] of queries.entries()) {
      const answer = await request(app)
        .get(`/achievements${query}`)
        .set('If-None-Match', tags[place] ?? '');
      expect(answer.status, query).to.equal(304);
    }
  });
});

describe('GET /achievements/summary', () => {
  const start = wellBehavedHosts();

  it('has the counts, and when they were taken', async () => {
    const { status, body } = await request(start().app).get('/achievements/summary');
    expect(status).to.equal(200);
    const { unlocked_count, discovered_count, secret_count, generated_at, error, is_stale } = payload;
    expect(body).to.include({ unlocked_count, discovered_count, secret_count, total_count: CATALOG.length });
    expect(body).to.include({ generated_at, error, is_stale, top_tier: 'Olympian' });
    expect(body.totals).to.include({ session_count: 640 });
    expect(body.nearest_to_unlock).to.have.length(5);
  });
});

describe('GET /recent-unlocks', () => {
  const start = wellBehavedHosts();

  it('lists 20, or as many as are asked for', async () => {
    const { app, service } = start();
    for (const query of ['', '?limit=1', '?limit=100', '?_=7'])
      expect((await request(app).get(`/recent-unlocks${query}`)).status).to.equal(200);
    const limits = [20, 1, 100, 20];
    expect(service.calls).to.deep.equal(limits.map((limit) => `recentUnlocks ${limit}`));
  });

  for (const query of ['limit=0', 'limit=101', 'limit=-1', 'limit=1.5', 'limit=', 'limit=all', 'limit=1e1']) {
    it(`refuses ?${query}, and says what it takes`, async () => {
      const { app, service } = start();
      const { status, body } = await request(app).get(`/recent-unlocks?${query}`);
      expect(status).to.equal(400);
      expect(body.detail).to.equal('Parameter limit takes a whole number from 1 to 100.');
      expect(service.calls).to.deep.equal([]);
    });
  }
});
