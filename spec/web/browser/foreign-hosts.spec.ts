import { expect } from 'chai';
import express, { type RequestHandler } from 'express';
import { mountPage } from '#src/http/express.js';
import { describeInChromium, type Tab } from '../support/chromium.js';
import { embedding } from '../support/dashboard.js';
import { goodYear } from '../support/snapshots.js';

const FAILED_LOADS = /Failed to load resource/;
const cards = ({ page }: Pick<Tab, 'page'>) => page.getByRole('heading', { level: 3 });

const requireToken: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST' || request.get('X-CSRF-Token') === 'fresh') next();
  else response.status(403).json({ error: 'invalid csrf token' });
};

/** The page and the element alone, as `achievements.assets` has them. */
function assets(): express.Router {
  const router = express.Router();
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: console.error };
  mountPage(router, {
    logger,
    allowedHosts: undefined,
    profile: 'default',
    service: { retryAfterSeconds: () => 1 },
  });
  return router;
}

describeInChromium('In the hosts of other people the page', ({ start, visit }) => {
  it('says that a rescan was refused where the host checks writes, and that nobody is signed out', async () => {
    const dashboard = await start({ before: (app) => void app.use(requireToken) });
    const tab = await visit(dashboard, { expected: FAILED_LOADS });
    await cards(tab).first().waitFor();
    await tab.page.getByRole('button', { name: 'Rescan' }).click();
    await tab.page.getByText('That rescan was not let through').waitFor();
    expect(await tab.page.getByText(/signed out/i).count()).to.equal(0);
    expect(await cards(tab).count()).to.be.above(59);
  });

  it('sends the token that its host has put into it', async () => {
    const dashboard = await start({
      before: (app) => {
        app.use((_request, response, next) => {
          Object.assign(response.locals, { hermesAchievements: { headers: { 'X-CSRF-Token': 'fresh' } } });
          next();
        });
        app.use(requireToken);
      },
    });
    dashboard.answers.rescanned = goodYear();
    const tab = await visit(dashboard);
    await cards(tab).first().waitFor();
    const posted = tab.page.waitForResponse('**/rescan');
    await tab.page.getByRole('button', { name: 'Rescan' }).click();
    expect((await posted).status()).to.equal(200);
  });

  it('sends the headers of a meta that is there later, and says what is wrong with one', async () => {
    const dashboard = await start({ before: (app) => void app.use(requireToken) });
    const tab = await visit(dashboard, { expected: FAILED_LOADS });
    await cards(tab).first().waitFor();
    const put = (content: string) =>
      tab.page.evaluate((text) => {
        document.querySelector('meta[name="hermes-achievements-headers"]')?.remove();
        const meta = document.createElement('meta');
        document.head.append(Object.assign(meta, { name: 'hermes-achievements-headers', content: text }));
      }, content);
    await put('X-CSRF-Token: fresh');
    await tab.page.getByRole('button', { name: 'Rescan' }).click();
    await tab.page.getByText(/takes a JSON object of texts/).waitFor();
    await put('{"X-CSRF-Token": "fresh"}');
    const posted = tab.page.waitForResponse('**/rescan');
    await tab.page.getByRole('button', { name: 'Rescan' }).click();
    expect((await posted).status()).to.equal(202);
  });

  it('finds its data where its host says, when its files are mounted elsewhere', async () => {
    const dashboard = await start({
      base: '/private/data',
      before: (app) => {
        app.use((_request, response, next) => {
          Object.assign(response.locals, { hermesAchievements: { api: '/private/data' } });
          next();
        });
        app.use('/public', assets());
        const meta = '<meta name="hermes-achievements-api" content="/private/data">';
        app.get('/host', embedding('/public', `${meta}<hermes-achievements></hermes-achievements>`));
      },
    });
    for (const path of ['/public', '/host']) {
      await cards(await visit(dashboard, { url: dashboard.origin + path }))
        .first()
        .waitFor();
    }
    expect(dashboard.asked('/achievements')).to.equal(2);
    expect(dashboard.asked('/achievements.js')).to.equal(0);
  });

  it('says both things that a web page in place of an answer may mean', async () => {
    const dashboard = await start({
      base: '/a',
      before: (app) => {
        app.get('/host', embedding('/a', '<hermes-achievements api="/wrong"></hermes-achievements>'));
        app.get(/^\/wrong\//, (_request, response) => void response.type('html').send('<h1>My app</h1>'));
      },
    });
    const { page } = await visit(dashboard, { url: `${dashboard.origin}/host` });
    await page.getByText(/You may be signed out.*\/wrong\/achievements shows/).waitFor();
  });

  for (const status of [401, 429]) {
    it(`is no white page where its script gets a ${status}: after a moment it says what to do`, async () => {
      let refused = true;
      const dashboard = await start({
        before: (app) =>
          void app.get(/^\/assets\/.*js$/, (_request, response, next) => {
            if (refused) response.sendStatus(status);
            else next();
          }),
      });
      const tab = await visit(dashboard, { expected: FAILED_LOADS });
      const words = tab.page.getByText('was not let through');
      expect(await words.isVisible()).to.equal(false);
      await words.waitFor();
      refused = false;
      await tab.page.getByRole('link', { name: 'Load the page anew' }).click();
      await cards(tab).first().waitFor();
      expect(await words.isVisible()).to.equal(false);
    });
  }

  it('has no element that stays empty under Trusted Types, beside a lit of the host', async () => {
    const policy = "require-trusted-types-for 'script'; trusted-types lit-html hermes-achievements";
    const dashboard = await start({
      base: '/a',
      before: (app) => {
        app.use((_request, response, next) => {
          response.set('Content-Security-Policy', `default-src 'self'; ${policy}`);
          next();
        });
        app.get('/lit.js', (_request, response) => {
          response.type('js').send('window.theirs = trustedTypes.createPolicy("lit-html", {});');
        });
        const lit = '<script src="/lit.js"></script>';
        app.get('/host', embedding('/a', `${lit}<hermes-achievements></hermes-achievements>`));
      },
    });
    const tab = await visit(dashboard, { url: `${dashboard.origin}/host` });
    await cards(tab).first().waitFor();
    await tab.page.getByText('What counts').first().click();
    await tab.page.getByRole('button', { name: 'Share the whole cabinet' }).click();
    await tab.page.getByRole('link', { name: 'Download PNG' }).waitFor();
    // A second copy may make no second policy, and needs none.
    await tab.page.evaluate(async () => {
      const scripts = performance.getEntriesByType('resource').map(({ name }) => name);
      const element = scripts.find((name) => /assets\/achievements-/.test(name));
      const { define } = await import(`${element}?copy`);
      define('/a/');
    });
  });

  it('keeps its filters where the browser takes no more addresses', async () => {
    const dashboard = await start();
    const tab = await visit(dashboard, {
      prepare: (page) =>
        page.addInitScript(() => {
          const refuse = () => {
            throw new DOMException(
              'Attempt to use history.replaceState() more than 100 times',
              'SecurityError',
            );
          };
          Object.assign(History.prototype, { pushState: refuse, replaceState: refuse });
        }),
    });
    await cards(tab).first().waitFor();
    await tab.page.getByRole('searchbox').fill('polyglot');
    await tab.page
      .getByRole('button', { name: /^Unlocked/ })
      .first()
      .click();
    await tab.page.waitForFunction(() => {
      const root = document.querySelector('hermes-achievements')?.shadowRoot;
      return root?.querySelectorAll('.card:not([hidden])').length === 1;
    });
    expect(new URL(tab.page.url()).search).to.equal('');
  });

  it('has every documented property on its prototype, and honours one that is set late', async () => {
    const dashboard = await start({
      base: '/a',
      before: (app) => void app.get('/host', embedding('/a', '')),
    });
    const tab = await visit(dashboard, { url: `${dashboard.origin}/host`, expected: FAILED_LOADS });
    const missing = await tab.page.evaluate(async () => {
      await customElements.whenDefined('hermes-achievements');
      const { prototype } = customElements.get('hermes-achievements') ?? HTMLElement;
      return ['api', 'headers', 'noUrl', 'theme'].filter((name) => !(name in prototype));
    });
    expect(missing).to.deep.equal([]);
    const asked = tab.page.waitForRequest('**/achievements');
    await tab.page.evaluate(() => {
      const element = document.createElement('hermes-achievements');
      document.querySelector('main')?.append(element);
      Object.assign(element, { api: '/b' });
    });
    expect(new URL((await asked).url()).pathname).to.equal('/b/achievements');
    const again = tab.page.waitForRequest((request) => request.headers()['x-late'] === 'yes');
    await tab.page.evaluate(() => {
      const element = document.querySelector('hermes-achievements');
      Object.assign(element ?? {}, { api: '/a', headers: { 'X-Late': 'yes' } });
    });
    await again;
    await cards(tab).first().waitFor();
  });

  it('passes a notice of the server on, quietly', async () => {
    const dashboard = await start();
    const words = 'Only the file state.db is mounted; mount its directory.';
    Object.assign(dashboard.answers, { payload: { ...goodYear(), notice: words } });
    const tab = await visit(dashboard);
    await cards(tab).first().waitFor();
    await tab.page.getByText(words).waitFor();
    expect(await tab.page.getByRole('heading', { name: words }).count()).to.equal(0);
    expect(await tab.page.locator('[part="banner"]').count()).to.equal(0);
  });

  it('does not send a rescan twice while the host wants to be left alone, and says when it will', async () => {
    let left = 1;
    const dashboard = await start({
      before: (app) =>
        void app.post('/rescan', (_request, response, next) => {
          left -= 1;
          if (left < 0) next();
          else response.status(429).set('Retry-After', '30').send('slow down');
        }),
    });
    const tab = await visit(dashboard, { expected: FAILED_LOADS, prepare: (page) => page.clock.install() });
    await cards(tab).first().waitFor();
    const button = tab.page.getByRole('button', { name: 'Rescan' });
    await button.click();
    await tab.page.getByText(/try again by ourselves at/).waitFor();
    expect(await button.getAttribute('aria-disabled')).to.equal('true');
    await button.dispatchEvent('click');
    await button.dispatchEvent('click');
    const posts = () => dashboard.log.filter((line) => line === 'POST /rescan').length;
    expect(posts()).to.equal(1);
    const again = tab.page.waitForResponse('**/rescan');
    await tab.page.clock.runFor(30_500);
    await again;
    expect(posts()).to.equal(2);
  });
});
