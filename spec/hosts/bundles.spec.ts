import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type BuildOptions, build, stop } from 'esbuild';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { EXPRESS_5, packedProjects } from './packed.js';

const MAIN = `
import express from 'express';
import { createAchievementsRouter } from 'hermes-achievements-router';

const achievements = createAchievementsRouter({ hermesHome: process.argv[2], bootstrapWaitMs: 60_000 });
const server = express().use(achievements).listen(0, '127.0.0.1', async () => {
  const base = 'http://127.0.0.1:' + server.address().port;
  const read = await (await fetch(base + '/achievements')).json();
  const page = await fetch(base + '/');
  const { error, scan_meta, achievements: { length } } = read;
  console.log(JSON.stringify({ error, sessions: scan_meta.sessions_total, length, page: page.status }));
  server.close();
  server.closeAllConnections();
  await achievements.close();
});
`;

/** What people put on top, for packages in CommonJS inside of an ES module. */
const REQUIRE = `import { createRequire } from 'module'; const require = createRequire(import.meta.url);`;

const FORMATS: readonly [title: string, file: string, options: BuildOptions][] = [
  ['an ES module', 'bundle.mjs', { format: 'esm', banner: { js: REQUIRE } }],
  ['CommonJS', 'bundle.cjs', { format: 'cjs' }],
  ['CommonJS, minified', 'bundle.cjs', { format: 'cjs', minify: true }],
];

describe('A server bundled by esbuild', function () {
  this.timeout(60_000);
  const home = temporaryHome();
  const project = packedProjects();

  // It keeps a process for the next bundle.
  after(() => stop());

  beforeEach(async () => {
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: 1_790_000_000, messages: [{ content: 'x' }] },
    ]);
  });

  async function outcomeOf(file: string, options: BuildOptions) {
    const { path, write, node } = project(EXPRESS_5);
    write({ 'server.mjs': MAIN });
    const common = { bundle: true, platform: 'node', logLevel: 'silent', outfile: join(path, file) } as const;
    await build({ ...common, ...options, entryPoints: [join(path, 'server.mjs')], absWorkingDir: path });
    const { stdout, stderr, code } = node(file, realpathSync(home().path));
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    return JSON.parse(stdout);
  }

  for (const [title, file, options] of FORMATS) {
    it(`to ${title} is told to keep us external when it has us inside, and works all the same`, async () => {
      const { error, ...answer } = await outcomeOf(file, options);
      expect(error).to.match(/bundled into this app.*Keep hermes-achievements-router external/);
      expect(answer).to.deep.equal({ sessions: 0, length: CATALOG.length, page: 500 });
    });
  }

  it('with us external scans', async () => {
    for (const [, file, options] of FORMATS) {
      const answer = await outcomeOf(file, { ...options, external: ['hermes-achievements-router'] });
      expect(answer).to.deep.equal({ error: null, sessions: 1, length: CATALOG.length, page: 200 });
    }
  });
});
