import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import request from 'supertest';
import { mountPage } from '#src/http/express.js';
import { createPageFiles } from '#src/http/page-files.js';
import { MOUNTS, VERSIONS, wellBehavedHosts, wire } from './host.js';

const MANIFEST: Readonly<Record<'script' | 'element' | 'style' | 'icon', string>> = JSON.parse(
  await readFile('dist/web/manifest.json', 'utf8'),
);

/** Where the links of a page lead, as a browser at this address sees them. */
function links(html: string, address: string): readonly string[] {
  const found = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link = '']) => link);
  return found.map((link) => new URL(link.replaceAll('&#38;', '&'), address).pathname);
}

for (const version of VERSIONS) {
  for (const { title, base, mount } of MOUNTS) {
    describe(`the page in ${version.title}, mounted ${title}`, () => {
      const host = wellBehavedHosts({ version, mount });
      const start = () => host({ page: true });

      it('is found with and without a trailing slash, and finds its files', async () => {
        const { app, leaked } = start();
        for (const path of base === '' ? ['/', '/?state=unlocked'] : [base, `${base}/`, `${base}?a=/b`]) {
          const response = await request(app).get(path).expect(200);
          expect(response.type, path).to.equal('text/html');
          const places = links(response.text, `http://host${path}`);
          expect(places).to.have.length(5);
          for (const place of places) await request(app).get(place).expect(200);
        }
        expect(leaked).to.deep.equal([]);
      });

      it('is asked about each time; its files never again', async () => {
        const { app } = start();
        const page = await request(app).get(`${base}/`);
        expect(page.get('Cache-Control')).to.equal('private, no-cache');
        const tag = page.get('ETag') ?? '';
        await request(app).get(`${base}/`).set('If-None-Match', tag).expect(304, '');
        for (const name of Object.values(MANIFEST)) {
          const file = await request(app).get(`${base}/assets/${name}`).expect(200);
          expect(file.get('Cache-Control')).to.equal('public, max-age=31536000, immutable');
          expect(file.get('X-Content-Type-Options')).to.equal('nosniff');
        }
      });

      it('comes with a module whose address stays, and which leads to the bundle', async () => {
        const { app } = start();
        const module = await request(app).get(`${base}/achievements.js`).expect(200);
        expect(module.get('Content-Type')).to.equal('text/javascript; charset=utf-8');
        expect(module.get('Cache-Control')).to.equal('no-cache');
        expect(module.text).to.equal(`export * from './assets/${MANIFEST.script}';\n`);
        await request(app)
          .get(`${base}/achievements.js`)
          .set('If-None-Match', module.get('ETag') ?? '')
          .expect(304);
      });

      it('leaves every other method and name to the host', async () => {
        const { app, service } = start();
        const asset = `/assets/${MANIFEST.script}`;
        for (const path of ['/', '/achievements.js', asset]) {
          for (const method of ['post', 'put', 'delete', 'options'] as const) {
            const response = await request(app)[method](base + path);
            expect(response.status, `${method} ${path}`).to.equal(404);
            expect(response.text).to.equal('the page of the host');
          }
          await request(app)
            .head(base + path)
            .expect(200);
        }
        for (const name of [
          'manifest.json',
          'LICENSES.txt',
          '..%2fmanifest.json',
          'constructor',
          '%00.js',
          'x.js',
        ]) {
          const response = await request(app).get(`${base}/assets/${name}`);
          expect(response.text, name).to.equal('the page of the host');
          expect(response.headers).not.to.have.any.keys('cache-control', 'x-content-type-options');
        }
        expect(service.calls).to.deep.equal([]);
      });

      it('is there without a login, and without any data, in the router of its files alone', async () => {
        const assets = version.router.Router();
        const silent = () => undefined;
        const logger = { debug: silent, info: silent, warn: silent, error: silent };
        mountPage(assets, {
          logger,
          allowedHosts: undefined,
          profile: 'default',
          service: { retryAfterSeconds: () => 1 },
        });
        const { app, service, leaked } = host({
          page: false,
          mount: (own, router, lib) => {
            mount(own, assets, lib);
            own.use((incoming, response, next) =>
              incoming.get('Authorization') === 'Bearer x' ? next() : response.sendStatus(401),
            );
            mount(own, router, lib);
          },
        });
        for (const path of ['/', '/achievements.js', `/assets/${MANIFEST.element}`])
          await request(app)
            .get(base + path)
            .expect(200);
        for (const path of ['/achievements', '/scan-status', '/export?format=svg', '/openapi.json'])
          await request(app)
            .get(base + path)
            .expect(401);
        await request(app).post(`${base}/rescan`).expect(401);
        expect(service.calls).to.deep.equal([]);
        await request(app).get(`${base}/achievements`).set('Authorization', 'Bearer x').expect(200);
        expect(leaked).to.deep.equal([]);
      });

      it('is not there, nor are its files, when the host does without', async () => {
        const { app } = host({ page: false });
        for (const path of ['/', '/achievements.js', `/assets/${MANIFEST.script}`]) {
          expect((await request(app).get(base + path)).text).to.equal('the page of the host');
        }
      });
    });
  }
}

describe('the page', () => {
  const host = wellBehavedHosts();

  it('sends its files compressed to who accepts it', async () => {
    const path = `/assets/${MANIFEST.element}`;
    const sent = await wire(host({ page: true }).server, path, { 'Accept-Encoding': 'gzip' });
    const bytes = await readFile(`dist/web/${MANIFEST.element}`);
    expect(sent.headers.vary).to.equal('Accept-Encoding');
    if (bytes.length >= 1024) expect(sent.headers['content-encoding']).to.equal('gzip');
    const body = sent.headers['content-encoding'] === 'gzip' ? gunzipSync(sent.body) : sent.body;
    expect(body.equals(bytes)).to.equal(true);
  });

  it('runs nothing that is not a file of its own', async () => {
    const { text, headers } = await request(host({ page: true }).app).get('/');
    expect(headers['content-security-policy']).to.match(/^default-src 'self';/);
    expect(headers['x-content-type-options']).to.equal('nosniff');
    expect(text).not.to.match(/<style|\bstyle=|\bon\w+=|<script(?![^>]*\bsrc=)|https?:/);
    expect(text).to.match(
      /<html lang="en">.*<meta name="viewport".*"color-scheme" content="light dark".*<noscript>/s,
    );
  });

  it('keeps the policy that the host has set', async () => {
    const { app } = host({
      page: true,
      before: (own) =>
        void own.use((_request, response, next) => {
          response.setHeader('Content-Security-Policy', "default-src 'none'");
          next();
        }),
    });
    expect((await request(app).get('/')).get('Content-Security-Policy')).to.equal("default-src 'none'");
  });

  describe('with what the host has set for it in response.locals', () => {
    const start = (hermesAchievements: unknown) =>
      host({
        page: true,
        before: (own) =>
          void own.use((_request, response, next) => {
            Object.assign(response.locals, { hermesAchievements });
            next();
          }),
      });

    it('hands the headers and the address of the data on to the element, whatever is in them', async () => {
      const { app } = start({ api: '/a?b="c"', headers: { 'X-Token': `"><script>'&` } });
      const { text } = await request(app).get('/').expect(200);
      expect(text).to.include('<meta name="hermes-achievements-api" content="/a?b=&#34;c&#34;">');
      const headers = '{&#34;X-Token&#34;:&#34;\\&#34;&#62;&#60;script&#62;&#39;&#38;&#34;}';
      expect(text).to.include(`<meta name="hermes-achievements-headers" content="${headers}">`);
    });

    it('says nothing when nothing is set', async () => {
      for (const nothing of [undefined, {}, { api: undefined }])
        expect((await request(start(nothing).app).get('/').expect(200)).text).not.to.include('name="hermes');
    });

    for (const [settings, words] of [
      ['/a', 'response.locals.hermesAchievements takes an object with api or headers'],
      [{ header: {} }, 'response.locals.hermesAchievements takes api and headers only'],
      [{ api: 7 }, 'response.locals.hermesAchievements.api takes an address'],
      [{ headers: { a: 7 } }, 'response.locals.hermesAchievements.headers takes an object of texts'],
      [{ headers: ['a'] }, 'response.locals.hermesAchievements.headers takes an object of texts'],
    ] as const) {
      it(`tells the host what is wrong with ${JSON.stringify(settings)}`, async () => {
        const { app, logged } = start(settings);
        const { body } = await request(app).get('/').expect(500);
        expect(body.code).to.equal('ERR_ACHIEVEMENTS_INTERNAL');
        expect(body.detail).to.include(words);
        expect(logged.join()).to.include(words);
      });
    }
  });

  for (const [segment, written] of [
    ['a"><script>x</script>', './script%3e/'],
    ["javascript:'x'&y", './javascript:&#39;x&#39;&#38;y/'],
    ['caf%C3%A9', './caf%C3%A9/'],
  ] as const) {
    it(`writes a mount path that ends with ${segment} into its links as ${written}`, async () => {
      const { server } = host({
        page: true,
        mount: (own, router) =>
          own.use((incoming, response, next) => {
            incoming.url = '/';
            router(incoming, response, next);
          }),
      });
      const answer = String((await wire(server, `/x/${segment}`, {})).body);
      expect(answer).to.include(`src="${written}assets/`);
      expect(answer).not.to.include('<script>');
    });
  }
});

describe('the files of the page', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('that were not built are missed with words of what to do, and found once they are there', async () => {
    const files = createPageFiles(pathToFileURL(`${folder}/`));
    const missed = await files.load().catch((error: unknown) => error);
    expect(missed).to.have.property('code', 'ERR_ACHIEVEMENTS_PAGE');
    expect(missed).to.have.property('message').that.includes('keep it external in the bundler');
    expect(missed).to.have.property('message').that.includes('npm run build').and.not.includes(folder);

    await writeFile(
      join(folder, 'manifest.json'),
      JSON.stringify({ script: 'a.js', element: 'e.js', style: 'b.css' }),
    );
    expect(await files.load().catch((error: unknown) => error)).to.have.nested.property(
      'cause.message',
      'The manifest names no icon.',
    );

    await writeFile(
      join(folder, 'manifest.json'),
      JSON.stringify({ script: 'a.js', element: 'e.js', style: 'b.css', icon: 'c.svg' }),
    );
    for (const name of ['a.js', 'e.js', 'b.css', 'c.svg', 'other.js'])
      await writeFile(join(folder, name), name);
    const loaded = await files.load();
    expect([...loaded.files.keys()]).to.deep.equal(['a.js', 'e.js', 'b.css', 'c.svg']);
    await rm(folder, { recursive: true });
    expect(await files.load()).to.equal(loaded);
  });
});
