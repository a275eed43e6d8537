/** The packed package in front ends of other people, which are bundled, in hosts that know their readers by a bearer token. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build as bundle, stop } from 'esbuild';
import express, { type RequestHandler } from 'express';
import type { AchievementsRouter } from 'hermes-achievements-router';
import { build as buildWithVite } from 'vite';
import { EXPRESS_5, packedProjects } from '../../hosts/packed.js';
import { blocksOf } from '../../support/guide.js';
import { writeHistory } from '../../support/history.js';
import { describeInChromium } from '../support/chromium.js';

const MOUNT = '/api/plugins/hermes-achievements';
const GUIDE = readFileSync('docs/page.md', 'utf8');
const [TWO_LINES = ''] = blocksOf(GUIDE, 'html');
const [COMPONENT = ''] = blocksOf(GUIDE, 'jsx');
const REFUSED = /status of 401/;

const requireToken: RequestHandler = (request, response, next) => {
  if (request.get('Authorization') === 'Bearer of-the-host') next();
  else response.sendStatus(401);
};

const html = (script: string) =>
  `<!doctype html><html lang="en"><head><title>Host</title></head><body><main></main>${script}</body></html>`;

describeInChromium('A front end of another host', ({ visit }) => {
  const project = packedProjects();
  // It keeps a process for the next bundle.
  after(() => stop());
  let home: string;
  let router: AchievementsRouter;
  let front: ReturnType<typeof project>;
  let server: Server | undefined;

  beforeEach(async () => {
    front = project({ ...EXPRESS_5, react: 'react', 'react-dom': 'react-dom' });
    const { createAchievementsRouter }: typeof import('hermes-achievements-router') = await import(
      pathToFileURL(front.entry).href
    );
    home = await realpath(await mkdtemp(join(tmpdir(), 'hermes-')));
    const messages = Array.from({ length: 300 }, () => ({ content: 'Run pytest, it is urgent!' }));
    await writeHistory(join(home, 'state.db'), [{ id: 'a', started_at: 1_790_000_000, messages }]);
    router = createAchievementsRouter({ hermesHome: home });
  });

  afterEach(async () => {
    server?.close();
    server?.closeAllConnections();
    await router.close();
    await rm(home, { recursive: true });
  });

  /** The host: its own files, and ours in front of its login. @returns what of ours was asked for with which answer */
  async function serve(
    folder: string,
  ): Promise<{ readonly origin: string; readonly log: readonly string[] }> {
    const log: string[] = [];
    const app = express();
    app.use(MOUNT, (request, response, next) => {
      response.once('finish', () => log.push(`${request.method} ${request.path} ${response.statusCode}`));
      next();
    });
    app.use(MOUNT, router.assets).use(MOUNT, requireToken, router);
    app.get('/favicon.ico', (_request, response) => void response.status(204).end());
    app.use(express.static(folder));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('not listening on a port');
    return { origin: `http://127.0.0.1:${address.port}`, log };
  }

  it('that Vite bundles with React 19, as the guide says, shows the badges after the login', async () => {
    front.write({
      'index.html': html('<script type="module" src="/main.jsx"></script>'),
      'achievements.jsx': COMPONENT,
      'main.jsx': `
        import { StrictMode, useState } from 'react';
        import { createRoot } from 'react-dom/client';
        import { Achievements } from './achievements.jsx';
        function App() {
          const [token, setToken] = useState();
          return <>
            <button onClick={() => setToken('of-the-host')}>Sign in</button>
            <Achievements token={token} />
          </>;
        }
        createRoot(document.querySelector('main')).render(<StrictMode><App /></StrictMode>);`,
    });
    const esbuild = { jsx: 'automatic' } as const;
    await buildWithVite({ root: front.path, configFile: false, logLevel: 'error', esbuild });
    const { origin, log } = await serve(join(front.path, 'dist'));
    const { page } = await visit({ origin, url: `${origin}/` }, { expected: REFUSED });
    await page.getByText('You are signed out').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    expect(log.filter((line) => line === 'GET /achievements 200')).to.have.length(1);
    expect(log.filter((line) => line === 'GET /achievements 401')).to.have.length(1);
    // All of it was in the bundle.
    expect(log.filter((line) => !/\/(?:achievements|scan-status) /.test(line))).to.deep.equal([]);
  });

  it('that Vite bundles, with the two lines of the guide, gets the script and asks with its token', async () => {
    const token = `document.querySelector('hermes-achievements').headers = { Authorization: 'Bearer of-the-host' };`;
    front.write({
      'index.html': html(`${TWO_LINES}<script type="module" src="/main.js"></script>`),
      'main.js': token,
    });
    await buildWithVite({ root: front.path, configFile: false, logLevel: 'error' });
    const { origin, log } = await serve(join(front.path, 'dist'));
    const { page } = await visit({ origin, url: `${origin}/` }, { expected: REFUSED });
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    expect(log).to.include('GET /achievements.js 200').and.to.include('GET /achievements 200');
  });

  for (const format of ['esm', 'iife'] as const) {
    it(`that esbuild bundles as ${format} has the element once, and asks at the usual mount`, async () => {
      front.write({
        'index.html': html('<script type="module" src="/out.js"></script>'),
        'main.js': `
          import 'hermes-achievements-router/element';
          const element = document.createElement('hermes-achievements');
          element.headers = () => ({ Authorization: 'Bearer of-the-host' });
          document.querySelector('main').append(element);`,
      });
      const entryPoints = ['main.js'];
      await bundle({ absWorkingDir: front.path, entryPoints, outfile: 'out.js', bundle: true, format });
      const { origin, log } = await serve(front.path);
      const { page } = await visit({ origin, url: `${origin}/` });
      await page.getByRole('heading', { level: 3 }).first().waitFor();
      await page.waitForLoadState('networkidle');
      // A host that takes long to answer is asked how far it is.
      expect(log.filter((line) => line !== 'GET /scan-status 200')).to.deep.equal(['GET /achievements 200']);

      // The script of the router beside it: the first definition stays.
      await page.evaluate((url) => import(url).then(() => true), `${origin}${MOUNT}/achievements.js`);
      expect(await page.getByRole('heading', { level: 3 }).count()).to.be.above(59);
    });
  }

  it('that is rendered on a server imports the element there, and nothing happens', () => {
    front.write({ 'render.mjs': `import 'hermes-achievements-router/element'; console.log('rendered');` });
    expect(front.node('render.mjs')).to.deep.equal({ code: 0, stdout: 'rendered\n', stderr: '' });
  });
});
