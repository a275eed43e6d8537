import { expect } from 'chai';
import { understand } from '../../../src/web/client/answer.js';
import { retryAfterMs } from '../../../src/web/client/retry-after.js';
import { html, json, problem, type Reply } from '../support/fake-browser.js';

const NOW = 1_000_000;
const text =
  (status: number, headers: Record<string, string> = {}): Reply =>
  () =>
    new Response('hm', { status, headers });
/** What a browser makes of a redirect that is not to be followed. */
const redirected: Reply = () => Object.defineProperty(new Response(), 'type', { value: 'opaqueredirect' });

const TABLE: readonly (readonly [title: string, reply: Reply, trouble: object])[] = [
  ['a redirect', redirected, { kind: 'signed-out' }],
  ['a page, of a login perhaps', html(200), { kind: 'page', address: '' }],
  ['401', text(401), { kind: 'signed-out' }],
  ['401 with a body of the host', json({ error: 'no' }, 401), { kind: 'signed-out' }],
  ['403 of the host', html(403), { kind: 'signed-out' }],
  [
    '403 of the router',
    problem(403, 'ERR_ACHIEVEMENTS_CROSS_SITE'),
    { kind: 'server', title: 'No luck', detail: 'Try tea.', code: 'ERR_ACHIEVEMENTS_CROSS_SITE' },
  ],
  ['429 that says when', text(429, { 'Retry-After': '7' }), { kind: 'limited', retryAt: NOW + 7_000 }],
  ['429 that does not', text(429), { kind: 'limited', retryAt: NOW + 15_000 }],
  ['502 of a proxy', html(502), { kind: 'offline' }],
  ['504 of a proxy', text(504), { kind: 'offline' }],
  ['500 of the host', html(500), { kind: 'server', title: '500', detail: '' }],
  ['404 of the host', html(404), { kind: 'unreadable' }],
  ['a text', text(200), { kind: 'unreadable' }],
  ['JSON of another shape', json({ hello: 1 }), { kind: 'unreadable' }],
  [
    'JSON that is cut off',
    () => new Response('{"a', { headers: { 'Content-Type': 'application/json' } }),
    { kind: 'unreadable' },
  ],
];

const read = (body: unknown): string | undefined => (body === 'wanted' ? body : undefined);

describe('an answer', () => {
  for (const [title, reply, trouble] of TABLE) {
    it(`that is ${title} means ${JSON.stringify(trouble)}`, async () => {
      expect(await understand(await reply(), read, NOW)).to.deep.include({ ok: false, trouble });
    });
  }

  it('that is what was asked for is taken, with when to ask again', async () => {
    const answer = await understand(await json('wanted', 202, { 'Retry-After': '3' })(), read, NOW);
    expect(answer).to.deep.equal({ ok: true, status: 202, value: 'wanted', waitMs: 3_000 });
  });
});

describe('Retry-After', () => {
  for (const [header, wait] of [
    [null, undefined],
    ['', undefined],
    ['soon', undefined],
    ['5', 5_000],
    [' 5 ', 5_000],
    ['0', 1_000],
    ['-3', undefined],
    ['99999999', 3_600_000],
    ['Thu, 01 Jan 1970 00:17:00 GMT', 20_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 1_000],
  ] as const) {
    it(`${header} means ${wait} ms`, () => {
      expect(retryAfterMs(header, NOW)).to.equal(wait);
    });
  }
});
