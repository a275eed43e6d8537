import { expect } from 'chai';
import { dispatch } from '#src/http/dispatch.js';
import type { ApiRequest, Context, Reply } from '#src/http/messages.js';
import { createBodyCache } from '#src/http/prepared.js';
import { ROUTES } from '#src/http/routes.js';
import { listeningLogger } from '../support/scanning.js';
import { fakeService, VIEW } from './fake-service.js';

describe('the read that every dashboard repeats', () => {
  const service = { ...fakeService(), snapshot: () => VIEW };
  const context: Context = {
    service,
    bodies: createBodyCache(),
    sunset: undefined,
    protectWrites: true,
    allowedHosts: ['h'],
    profile: 'default',
    logger: listeningLogger().logger,
    now: () => 0,
  };
  const routes = ROUTES.filter(({ path }) => path === '/achievements');

  function answer(search: string): Reply {
    let readQuery = 0;
    const request: ApiRequest = {
      method: 'GET',
      baseUrl: '',
      lastSegment: '',
      pageSettings: undefined,
      params: {},
      headers: { host: 'h' },
      host: 'h',
      ownOrigin: 'http://h',
      hasQuery: search !== '',
      get query() {
        readQuery++;
        return new URLSearchParams(search);
      },
    };
    const reply = dispatch(routes, context, request);
    if (reply instanceof Promise) throw new Error('it waits for the next turn');
    if (search === '') expect(readQuery, 'looks at the query').to.equal(0);
    return reply;
  }

  it('is answered in the same turn, with the very bytes that were prepared, without a look at the query', () => {
    expect(answer('').body).to.be.instanceOf(Buffer).and.equal(answer('').body);
  });

  it('keeps its bytes when a client adds something of its own', () => {
    expect(answer('?_=1').body).to.equal(answer('').body);
  });

  it('is filtered in the same turn, too', () => {
    expect(JSON.parse(String(answer('?limit=1').body)).achievements).to.have.length(1);
  });
});
