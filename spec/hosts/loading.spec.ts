import { realpathSync } from 'node:fs';
import { version } from 'node:process';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { EXPRESS_4, EXPRESS_5, packedProjects } from './packed.js';

/** Mounts it, asks once, says what came, and ends by itself. */
const MAIN = `
const app = express();
const achievements = createAchievementsRouter({ hermesHome: process.argv[2], bootstrapWaitMs: 60_000 });
app.use('/api', achievements);
const server = app.listen(0, '127.0.0.1', async () => {
  const answer = await fetch('http://127.0.0.1:' + server.address().port + '/api/achievements');
  const { achievements: badges, scan_meta, error } = await answer.json();
  console.log(JSON.stringify({ status: answer.status, badges: badges.length, sessions: scan_meta.sessions_total, error }));
  server.close();
  server.closeAllConnections();
  await achievements.close();
});
`;

interface Loading {
  readonly title: string;
  readonly file: string;
  readonly code: string;
}

const IMPORTED: readonly Loading[] = [
  {
    title: 'an ES module',
    file: 'server.mjs',
    code: `import express from 'express';\nimport { createAchievementsRouter } from 'hermes-achievements-router';${MAIN}`,
  },
  {
    title: 'CommonJS with import()',
    file: 'server.cjs',
    code: `const express = require('express');
import('hermes-achievements-router').then(({ createAchievementsRouter }) => {${MAIN}});`,
  },
];

const REQUIRED: Loading = {
  title: 'CommonJS with require()',
  file: 'server.cjs',
  code: `const express = require('express');
const { createAchievementsRouter } = require('hermes-achievements-router');${MAIN}`,
};

const VERSIONS = [
  { title: 'Express 4', packages: EXPRESS_4, major: '4' },
  { title: 'Express 5', packages: EXPRESS_5, major: '5' },
];

describe('The packed package', function () {
  this.timeout(60_000);
  const home = temporaryHome();
  const project = packedProjects();

  beforeEach(async () => {
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: 1_790_000_000, messages: [{ content: 'hello' }] },
    ]);
  });

  for (const { title, packages, major } of VERSIONS) {
    for (const { title: kind, file, code } of [...IMPORTED, ...(canRequire() ? [REQUIRED] : [])]) {
      it(`is loaded, mounted and asked by ${kind} with ${title}`, () => {
        const host = project(packages);
        host.write({ [file]: code });
        const { code: ended, stdout, stderr } = host.node(file, home().path);
        expect({ ended, stderr }).to.deep.equal({ ended: 0, stderr: '' });
        const answer = { status: 200, badges: CATALOG.length, sessions: 1, error: null };
        expect(JSON.parse(stdout)).to.deep.equal(answer);
        const express = host.node('-p', "require('express/package.json').version");
        expect(express.stdout.split('.')[0]).to.equal(major);
      });
    }
  }

  it('lets its own manifest be read, and nothing else behind its front', () => {
    const host = project(EXPRESS_5);
    const manifest = host.node('-p', "require('hermes-achievements-router/package.json').name");
    expect(manifest.stdout.trim()).to.equal('hermes-achievements-router');
    const inner = host.node('-e', "import('hermes-achievements-router/dist/router.js')");
    expect(inner.stderr).to.include('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('loads nothing that it does not declare', () => {
    const host = project({});
    const { stderr } = host.node('-e', "import('hermes-achievements-router')");
    expect(stderr).to.include("Cannot find package 'express'");
    expect(realpathSync(host.path)).not.to.include(process.cwd());
  });
});

/** Whether this Node can `require` an ES module: from 20.19 and 22.12 on. */
function canRequire(): boolean {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}
