import { expect } from 'chai';
import request, { type Response } from 'supertest';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { dateBy } from '#src/engine/folding/local-time.js';
import { localTimeIn } from '#src/time-zone/time-zone.js';
import { livelyView } from '../support/badges.js';
import { fakeService } from './fake-service.js';
import { wellBehavedHosts } from './host.js';

const TYPES = {
  json: ['application/json; charset=utf-8', 'json'],
  markdown: ['text/markdown; charset=utf-8', 'md'],
  svg: ['image/svg+xml; charset=utf-8', 'svg'],
} as const;
const TITLE = 'Move the blog to Postgres';

describe('GET /export', () => {
  const start = wellBehavedHosts();
  const get = async (query: string) => {
    const answer = await request(start().app).get(`/export${query}`).buffer(true).parse(textOf);
    return { status: answer.status, text: String(answer.body), get: (name: string) => answer.get(name) };
  };

  for (const [format, [type, extension]] of Object.entries(TYPES)) {
    it(`as ${format} is a download with a name`, async () => {
      const answer = await get(`?format=${format}`);
      expect(answer.status).to.equal(200);
      expect(answer.get('Content-Type')).to.equal(type);
      expect(answer.get('Content-Disposition')).to.equal(
        `attachment; filename="hermes-achievements-2026-11-25.${extension}"`,
      );
      expect(answer.get('X-Content-Type-Options')).to.equal('nosniff');
      expect(answer.get('Content-Security-Policy')).to.match(/^default-src 'none';.*\bsandbox$/);
      expect(answer.text).to.include('Let Him Cook').and.include('Red Text Connoisseur');
    });

    it(`as ${format} leaves session titles out unless asked`, async () => {
      expect((await get(`?format=${format}`)).text).to.not.include(TITLE);
      expect((await get(`?format=${format}&titles=false`)).text).to.not.include(TITLE);
      expect((await get(`?format=${format}&titles=true`)).text).to.include(TITLE);
    });

    it(`as ${format} holds the badges of one state`, async () => {
      const { text } = await get(`?format=${format}&state=unlocked`);
      expect(text).to.include('Let Him Cook').and.not.include('Red Text Connoisseur');
    });
  }

  it('tells days by local time, in its name as in what is inside', async () => {
    const east = {
      snapshot: async () => ({ ...livelyView(), dateOf: dateBy(localTimeIn('Pacific/Kiritimati')) }),
    };
    const { app } = start({ service: fakeService(east) });
    for (const format of ['markdown', 'svg']) {
      const answer = await request(app).get(`/export?format=${format}`).buffer(true).parse(textOf);
      expect(answer.get('Content-Disposition')).to.include('hermes-achievements-2026-11-26.');
      expect(String(answer.body).replaceAll('\u2011', '-')).to.include('2026-11-26');
    }
  });

  it('is JSON when no format is named', async () => {
    const { text } = await get('?state=secret');
    expect(JSON.parse(text)).to.include({ unlocked_count: 6, total_count: CATALOG.length });
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['format=pdf', 'format takes one of json, markdown, svg'],
    ['format=', 'format takes one of json, markdown, svg'],
    ['format=toString', 'format takes one of json, markdown, svg'],
    ['format=svg&format=json', 'format takes one of json, markdown, svg, and is given once'],
    ['state=locked', 'state takes one of unlocked, discovered, secret, all'],
    ['titles=yes', 'titles takes true or false'],
    ['titles=true&titles=false', 'titles takes true or false, and is given once'],
  ];
  for (const [query, takes] of wrong) {
    it(`refuses ?${query}, and says what it takes`, async () => {
      const { app, service } = start();
      const { status, body } = await request(app).get(`/export?${query}`);
      expect(status).to.equal(400);
      expect(body).to.include({ code: 'ERR_ACHIEVEMENTS_PARAMETER', detail: `Parameter ${takes}.` });
      expect(service.calls).to.deep.equal([]);
    });
  }

  it('refused is no download', async () => {
    const answer = await get('?format=pdf');
    expect(answer.get('Content-Disposition')).to.equal(undefined);
  });

  it('that the client has already is not sent again', async () => {
    const { app } = start();
    for (const format of Object.keys(TYPES)) {
      const first = await request(app).get(`/export?format=${format}`);
      const again = await request(app)
        .get(`/export?format=${format}`)
        .set('If-None-Match', first.get('ETag') ?? '');
      expect(again.status).to.equal(304);
      expect(again.get('Content-Disposition')).to.equal(undefined);
    }
  });
});

/** Whatever the type says, as text. */
function textOf(response: Response, done: (error: Error | null, text: unknown) => void): void {
  let text = '';
  response.on('data', (chunk) => {
    text += String(chunk);
  });
  response.on('end', () => done(null, text));
}
