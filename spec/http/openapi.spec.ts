import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import request from 'supertest';
import type { Schema } from '#src/http/openapi/types.js';
import { PAGE_ROUTES } from '#src/http/page.js';
import { DOCUMENT, ROUTES } from '#src/http/routes.js';
import { type Answer, inspect, readDocument } from '../support/described.js';
import { VIEW } from './fake-service.js';
import { wellBehavedHosts } from './host.js';

/** Of a read that is as it should be. */
const READ = new Map([
  ['content-type', 'application/json; charset=utf-8'],
  ['cache-control', 'private, no-cache'],
  ['etag', '"abc"'],
  ['vary', 'Accept-Encoding'],
]);

/** Values at the limits of what a schema takes, and beyond them. */
function limitsOf({ type, enum: words, minimum, maximum, maxLength }: Schema) {
  const isNumber = (limit: unknown): limit is number => typeof limit === 'number';
  const [least, most, longest] = [minimum, maximum, maxLength].map((limit) =>
    isNumber(limit) ? [limit] : [],
  );
  const taken: readonly unknown[] = [
    ...(Array.isArray(words) ? words : []),
    ...(type === 'boolean' ? [true, false] : []),
    ...[least, most].flatMap((limit) => limit ?? []),
    ...(longest ?? []).map((length) => 'x'.repeat(length)),
  ];
  const refused: readonly unknown[] = [
    ...(type === 'boolean' || Array.isArray(words) ? ['neither'] : []),
    ...(least ?? []).map((limit) => limit - 1),
    ...(most ?? []).map((limit) => limit + 1),
    ...(longest ?? []).map((length) => 'x'.repeat(length + 1)),
  ];
  return { taken, refused };
}

describe('the OpenAPI document', () => {
  const start = wellBehavedHosts();

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(DOCUMENT)));
    expect(errors ?? []).to.deep.equal([]);
    expect(valid).to.equal(true);
    expect(validator.version).to.equal('3.1');
  });

  it('holds for the summary that the documentation shows', () => {
    const [, sample = ''] = /```json\n(.*?)```/s.exec(readFileSync('docs/http-api.md', 'utf8')) ?? [];
    const body = Buffer.from(sample);
    expect(
      inspect({ method: 'GET', path: '/achievements/summary', status: 200, headers: READ, body }),
    ).to.deep.equal([]);
  });

  it('is served below the mount, and points there', async () => {
    const { status, body } = await request(start().app).get('/openapi.json');
    expect(status).to.equal(200);
    expect(body).to.deep.equal(readDocument());
    expect(body.servers).to.deep.equal([{ url: '.' }]);
  });

  it('comes with the package', () => {
    expect(JSON.parse(readFileSync('dist/openapi.json', 'utf8'))).to.deep.equal(readDocument());
  });

  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(DOCUMENT).to.have.nested.property('info.version', version);
  });

  it('describes each route under an id of its own', () => {
    const routes = [...ROUTES, ...PAGE_ROUTES.map((route) => ({ method: 'GET', ...route }))];
    const ids = routes.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).to.equal(routes.length);
    const described = Object.entries(readDocument().paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described).to.deep.equal(
      routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/, '{$1}')}`),
    );
  });

  describe('of a query', () => {
    const queries = ROUTES.flatMap(({ method, path, operation }) =>
      (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => ({ method, path: path.replace(':id', 'known'), name, schema })),
    );

    /** What was answered, and what the service was asked for. */
    async function ask(method: string, path: string, query: Readonly<Record<string, unknown>> = {}) {
      const { app, service } = start();
      const to = request(app);
      const { status, text } = await (method === 'POST' ? to.post(path) : to.get(path)).query(query);
      return { status, text, calls: service.calls };
    }

    it('says what is taken, up to its limits, and what is not', async () => {
      for (const { method, path, name, schema } of queries) {
        const { taken, refused } = limitsOf(schema);
        // A cursor is opaque: of texts only those are taken that were given.
        for (const value of [...(name === 'cursor' ? [] : taken), ...refused]) {
          const { status } = await ask(method, path, { [name]: value });
          const what = `${path}?${name}=${String(value).slice(0, 20)}`;
          expect(status, what).to.equal(refused.includes(value) ? 400 : 200);
        }
      }
    });

    it('tells what is meant when it is left out', async () => {
      const told = queries.flatMap(({ schema: { default: usual }, ...query }) =>
        usual === undefined ? [] : [{ ...query, usual }],
      );
      expect(told.map(({ name }) => name)).to.include.members(['limit', 'days', 'format', 'titles', 'full']);
      for (const { method, path, name, usual } of told) {
        const meant = await ask(method, path, { [name]: usual });
        expect(meant, `${path}?${name}`).to.deep.equal(await ask(method, path));
      }
    });
  });

  it('uses every schema and answer that it defines', () => {
    const text = JSON.stringify(DOCUMENT);
    const { schemas, responses } = readDocument().components;
    // These two are for methods that no route has.
    const unused = Object.keys(responses).filter(
      (name) => !text.includes(`"#/components/responses/${name}"`),
    );
    expect(unused).to.deep.equal(['Options', 'MethodNotAllowed']);
    for (const name of Object.keys(schemas)) expect(text).to.include(`"#/components/schemas/${name}"`);
  });
});

describe('what holds answers against the document', () => {
  const answer = (part: Partial<Answer> = {}, body: unknown = VIEW.payload): Answer => ({
    method: 'GET',
    path: '/achievements',
    status: 200,
    headers: READ,
    body: Buffer.from(JSON.stringify(body)),
    ...part,
  });
  const { achievements, ...rest } = VIEW.payload;
  const [first, ...others] = achievements;

  it('finds nothing wrong with a right one', () => {
    expect(inspect(answer())).to.deep.equal([]);
    expect(inspect(answer({ path: '/of/the/host', status: 418 }))).to.deep.equal([]);
  });

  it('leaves to the host what the page leaves to it', () => {
    for (const part of [{ method: 'POST' }, { method: 'OPTIONS' }, { status: 404 }]) {
      expect(inspect(answer({ path: '/', ...part }))).to.deep.equal([]);
    }
    expect(inspect(answer({ path: '/', status: 201 }))).to.deep.equal(['the status is not described']);
  });

  const faults: readonly (readonly [string, Answer, RegExp])[] = [
    ['a status', answer({ status: 201 }), /status is not described/],
    ['a header', answer({ headers: new Map([...READ, ['x-more', '1']]) }), /x-more is not described/],
    ['a missing header', answer({ headers: new Map([...READ].slice(0, 2)) }), /ETag is missing/],
    ['a wrong header', answer({ headers: new Map([...READ, ['etag', 'W/"a"']]) }), /ETag: .*pattern/],
    ['a type', answer({ headers: new Map([...READ, ['content-type', 'text/html']]) }), /text\/html is not/],
    ['a key', answer({}, { ...VIEW.payload, more: 1 }), /additional properties.*more/],
    ['a missing key', answer({}, { ...rest }), /achievements/],
    ['a key of a badge', answer({}, { ...rest, achievements: [{ ...first, more: 1 }, ...others] }), /more/],
    ['a secret that tells', answer({}, { ...rest, achievements: [{ ...first, state: 'secret' }] }), /state/],
    ['a body where none belongs', answer({ status: 304, headers: new Map([...READ].slice(1)) }), /no body/],
  ];
  for (const [what, wrong, words] of faults) {
    it(`finds ${what} that is not in it`, () => expect(inspect(wrong).join('\n')).to.match(words));
  }
});
