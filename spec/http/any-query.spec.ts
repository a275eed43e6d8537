import { expect } from 'chai';
import fc from 'fast-check';
import { CATEGORIES } from '#src/engine/badges/catalog.js';
import { SORT_KEYS, STATE_FILTERS } from '#src/engine/badges/selection.js';
import { dispatch } from '#src/http/dispatch.js';
import type { ApiRequest, Context } from '#src/http/messages.js';
import { createBodyCache } from '#src/http/prepared.js';
import { ROUTES } from '#src/http/routes.js';
import { inspect } from '../support/described.js';
import { listeningLogger } from '../support/scanning.js';
import { fakeService } from './fake-service.js';

const NAMES = [
  'state',
  'category',
  'q',
  'sort_by',
  'order',
  'limit',
  'format',
  'titles',
  'full',
  'profile',
  '_',
  '__proto__',
];
const VALUES = [
  ...STATE_FILTERS,
  ...CATEGORIES,
  ...SORT_KEYS,
  'asc',
  'desc',
  '1',
  '60',
  'json',
  'svg',
  'markdown',
  'true',
  'default',
  '',
];

const parameters = fc.array(
  fc.tuple(
    fc.oneof(fc.constantFrom(...NAMES), fc.string()),
    fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary' }), fc.integer().map(String)),
  ),
  { maxLength: 4 },
);

describe('any query', () => {
  const { logger, lines } = listeningLogger();
  const context: Context = {
    service: fakeService(),
    bodies: createBodyCache(),
    sunset: undefined,
    protectWrites: true,
    allowedHosts: undefined,
    profile: 'default',
    logger,
    now: () => 0,
  };

  for (const { method, path } of ROUTES) {
    it(`to ${method} ${path} is answered as described, or refused with what it takes`, async () => {
      const routes = ROUTES.filter((route) => route.path === path);
      await fc.assert(
        fc.asyncProperty(parameters, async (pairs) => {
          const request: ApiRequest = {
            method,
            baseUrl: '',
            lastSegment: '',
            pageSettings: undefined,
            params: { id: 'known' },
            query: new URLSearchParams(pairs),
            hasQuery: pairs.length > 0,
            headers: {},
            host: 'h',
            ownOrigin: 'http://h',
          };
          const { status, headers, body = Buffer.alloc(0) } = await dispatch(routes, context, request);
          const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
          const answer = { method, path: path.replace(':id', 'known'), status, headers: named, body };
          expect(inspect(answer)).to.deep.equal([]);
          if (status === 404) expect(new URLSearchParams(pairs).get('profile')).to.not.equal('default');
          else if (status !== 200) {
            expect(status).to.equal(400);
            expect(body.toString()).to.match(/"detail":"Parameter \w+ takes [^"]+\."/);
          }
        }),
      );
      expect(lines).to.deep.equal([]);
    });
  }
});
