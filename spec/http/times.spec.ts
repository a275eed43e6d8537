import { expect } from 'chai';
import request from 'supertest';
import { historyOf } from '#src/engine/badges/history.js';
import { AchievementsError } from '#src/errors.js';
import type { AchievementsService } from '#src/http/service.js';
import type { Unlock } from '#src/types.js';
import { viewOf } from '../support/badges.js';
import { fakeService, VIEW } from './fake-service.js';
import { wellBehavedHosts } from './host.js';

const tiers = (...times: readonly (readonly [reached: number, recorded: number])[]) =>
  Object.fromEntries(
    times.map(([reached_at, recorded_at], place) => [
      ['Copper', 'Silver', 'Gold'][place],
      { reached_at, recorded_at },
    ]),
  );
const unlock: Unlock = {
  ...{
    unlocked_at: 10,
    recorded_at: 50,
    imported: true,
    first_tier: 'Silver',
    highest_tier: 'Gold',
    evidence: null,
  },
  tiers: tiers([10, 50], [20, 50], [80, 90]),
};
const unlocks = new Map([
  ['let_him_cook', unlock],
  ['docker_name_collision', unlock],
]);

describe('Times over HTTP', () => {
  const start = wellBehavedHosts();
  const app = (overrides: Partial<AchievementsService> = {}) =>
    start({ service: fakeService({ snapshot: async () => viewOf({ unlocks }), ...overrides }) }).app;

  describe('GET /history', () => {
    it('is all of it, page by page', async () => {
      const all = (await request(app()).get('/history')).body;
      expect(all).to.deep.equal({ items: JSON.parse(JSON.stringify(historyOf(unlocks))), next_cursor: null });
      expect(all.items).to.have.length(6);

      const items = [];
      let cursor: string | null = null;
      do {
        const query: string = cursor === null ? '' : `&cursor=${cursor}`;
        const { status, body } = await request(app()).get(`/history?limit=4${query}`);
        expect(status).to.equal(200);
        items.push(...body.items);
        cursor = body.next_cursor;
      } while (cursor !== null);
      expect(items).to.deep.equal(all.items);
    });

    it('lists 20 unless a limit from 1 to 100 says otherwise', async () => {
      const badges = VIEW.payload.achievements.map(({ id }): [string, Unlock] => [
        id,
        { ...unlock, first_tier: 'Copper' },
      ]);
      const many = { snapshot: async () => viewOf({ unlocks: new Map(badges) }) };
      const lengthOf = async (query: string) =>
        (await request(app(many)).get(`/history${query}`)).body.items.length;
      expect([await lengthOf(''), await lengthOf('?limit=1'), await lengthOf('?limit=100')]).to.deep.equal([
        20, 1, 100,
      ]);
      for (const wrong of ['0', '101', '-1', 'x', '']) {
        const { status, body } = await request(app(many)).get(`/history?limit=${wrong}`);
        expect([status, body.detail]).to.deep.equal([
          400,
          'Parameter limit takes a whole number from 1 to 100.',
        ]);
      }
    });

    it('refuses a cursor that is none of ours, and says so', async () => {
      const { body } = await request(app()).get('/history?limit=1');
      const wrong = [
        '',
        'x',
        '0',
        `${body.next_cursor}A`,
        `%20${body.next_cursor}`,
        'MSwyLDM',
        'MSwyLDMseA',
        'a'.repeat(500),
      ];
      for (const cursor of wrong) {
        const response = await request(app()).get(`/history?cursor=${cursor}`);
        expect(response.status, cursor).to.equal(400);
        expect(response.body).to.include({
          code: 'ERR_ACHIEVEMENTS_PARAMETER',
          detail: 'Parameter cursor takes the next_cursor of an earlier answer, as it is.',
        });
      }
      expect((await request(app()).get(`/history?cursor=${body.next_cursor}`)).status).to.equal(200);
    });

    it('names no secret before it is unlocked', async () => {
      const hidden = await request(app({ snapshot: async () => VIEW })).get('/history?limit=100');
      for (const { id, state } of VIEW.payload.achievements)
        if (state === 'secret') expect(hidden.text).not.to.include(id);
      const shown = await request(app()).get('/history?limit=100');
      expect(shown.text).to.include('docker_name_collision');
    });
  });

  describe('GET /activity', () => {
    const view = viewOf({ view: { days: { '20782': [2, 1, 30, 12, 3], '20780': [0, 0, 4, 0, 0] } } });
    const counted = { snapshot: async () => view };

    it('is of 371 days unless a number from 1 to 36500 says otherwise, and ends with that of generated_at', async () => {
      for (const [query, length] of [
        ['', 371],
        ['?days=1', 1],
        ['?days=36500', 36_500],
      ] as const) {
        const { body } = await request(app(counted)).get(`/activity${query}`);
        expect(body.days).to.have.length(length);
        expect(body.days.at(-1)).to.deep.equal({
          date: '2026-11-25',
          active: true,
          ...{ sessions: 2, messages: 30, tool_calls: 12, errors: 3, night_sessions: 1 },
        });
      }
      for (const wrong of ['0', '36501', '1.5', 'all']) {
        const { status, body } = await request(app(counted)).get(`/activity?days=${wrong}`);
        expect([status, body.detail]).to.deep.equal([
          400,
          'Parameter days takes a whole number from 1 to 36500.',
        ]);
      }
    });

    it('is not told as long as the history was never counted, and it is said why', async () => {
      for (const code of ['ERR_ACHIEVEMENTS_SCANNING', 'ERR_ACHIEVEMENTS_DATABASE_MISSING'] as const) {
        const counting = { ...view, uncounted: new AchievementsError(code, 'Why.') };
        const response = await request(app({ snapshot: async () => counting })).get('/activity');
        expect(response.status).to.equal(503);
        expect(response.body).to.include({ code, detail: 'Why.' });
        expect(response.get('Retry-After')).to.match(/^\d+$/);
      }
    });
  });

  it('of a tier are beside its threshold', async () => {
    const { body } = await request(app()).get('/achievements?q=let him cook');
    const [badge] = body.achievements;
    expect(badge.tiers.slice(0, 4)).to.deep.equal([
      { name: 'Copper', threshold: 200, reached_at: 10 },
      { name: 'Silver', threshold: 500, reached_at: 20 },
      { name: 'Gold', threshold: 1_200, reached_at: 80 },
      { name: 'Diamond', threshold: 3_000 },
    ]);
  });
});
