import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import express from 'express';
import { createAchievementsRouter, type SessionSource } from 'hermes-achievements-router';
import request from 'supertest';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { ask } from './examples/run.js';
import { blocksOf, guideTable, PAGES, pageOf, quoted, README, sampleAnswer } from './support/guide.js';
import { writeHistory } from './support/history.js';
import { temporaryHome } from './support/home.js';

/** Within the package, so that its own name leads to what is built. */
const FOLDER = '.build/guide';
const MOUNT = '/api/plugins/hermes-achievements';

interface Answer {
  readonly error: string | null;
  readonly achievements: readonly { readonly id: string; readonly progress: number }[];
  readonly scan_meta: { readonly status: object };
}

describe('the code of the guide', () => {
  const home = temporaryHome();

  before(() => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
  });

  it('is five lines that serve the history of $HERMES_HOME', async () => {
    const [code = ''] = blocksOf(pageOf(README), 'js');
    expect(code.split('\n').filter((line) => line !== '')).to.have.length(5);
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: 1_790_000_000, messages: Array(7).fill({ content: 'hello' }) },
    ]);
    const shown = sampleAnswer<Answer>();
    const port = await freePort();
    expect(code).to.include('app.listen(3000,');
    writeFileSync(`${FOLDER}/server.mjs`, code.replace('app.listen(3000,', `app.listen(${port},`));
    const host = spawn(execPath, [`${FOLDER}/server.mjs`], {
      env: { ...env, HERMES_HOME: home().path },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    try {
      const { error, achievements, scan_meta } = await read(`http://127.0.0.1:${port}${MOUNT}/achievements`);
      expect(error).to.equal(null);
      expect(achievements).to.have.length(CATALOG.length);
      expect(achievements.find(({ id }) => id === 'supposed_to_be_quick')?.progress).to.equal(7);
      expect(scan_meta).to.have.all.keys(Object.keys(shown.scan_meta));
      expect(scan_meta.status).to.have.all.keys(Object.keys(shown.scan_meta.status));
      const rebound = { Host: `evil.example:${port}`, Origin: `http://evil.example:${port}` };
      for (const path of ['/', '/achievements', '/openapi.json'])
        expect((await ask(`http://127.0.0.1:${port}${MOUNT}${path}`, rebound)).status, path).to.equal(403);
    } finally {
      host.kill();
      await once(host, 'exit');
    }
    const files = guideTable('file').flatMap(([name = '']) => quoted(name));
    const saved = await readdir(home().stateDir);
    expect(saved.sort()).to.deep.equal(files.filter((name) => !name.includes('<')).sort());
    for (const name of saved) expect((await stat(join(home().stateDir, name))).mode & 0o777).to.equal(0o600);
    expect((await stat(home().stateDir)).mode & 0o777).to.equal(0o700);
    const elsewhere = files.filter((name) => name.startsWith('<home>/'));
    expect(elsewhere).to.have.length(1);
    for (const name of elsewhere)
      expect((await stat(name.replace('<home>', home().path))).mode & 0o777).to.equal(0o600);
  });

  for (const version of ['express', 'express4']) {
    it(`ends a host of ${version} with timers of its own and a browser that waits`, async () => {
      const block = blocksOf(pageOf(README), 'ts')[0] ?? '';
      expect(block).to.include('process.exit()').and.include('app.listen(3000,');
      const port = await freePort();
      const plain = block
        .replace("import express, { type RequestHandler } from 'express'", `import express from '${version}'`)
        .replace('const requireLogin: RequestHandler', 'const requireLogin')
        .replace('app.listen(3000,', `app.listen(${port},`);
      await writeHistory(home().databasePath, [{ id: 'a', started_at: 1_790_000_000, messages: [] }]);
      writeFileSync(`${FOLDER}/ending.mjs`, `${plain}\nsetInterval(() => {}, 1_000);\n`);
      const host = spawn(execPath, [`${FOLDER}/ending.mjs`], {
        env: { ...env, HERMES_HOME: home().path, DASHBOARD_TOKEN: 'secret' },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const agent = new Agent({ keepAlive: true });
      try {
        const headers = { Authorization: 'Bearer secret' };
        await read(`http://127.0.0.1:${port}${MOUNT}/achievements`, headers);
        const kept = get({ port, host: '127.0.0.1', path: `${MOUNT}/scan-status`, headers, agent });
        const [response] = await once(kept, 'response');
        response.resume();
        await once(response, 'end');
        host.kill('SIGTERM');
        expect(await once(host, 'exit')).to.deep.equal([0, null]);
      } finally {
        agent.destroy();
        host.kill('SIGKILL');
      }
    });
  }

  it('is JavaScript and JSON where it says so', () => {
    let read = 0;
    for (const [path, text] of PAGES) {
      for (const code of blocksOf(text, 'json')) {
        expect(() => JSON.parse(code), `${path}: ${code}`).not.to.throw();
        read++;
      }
      for (const code of blocksOf(text, 'js')) {
        const check = spawnSync(execPath, ['--check', '--input-type=module', '-'], {
          input: code,
          encoding: 'utf8',
        });
        expect(check.stderr, `${path}: ${code}`).to.equal('');
        read++;
      }
    }
    expect(read).to.be.above(8);
  });

  it('compiles, and its source of chats is counted', async function () {
    this.timeout(60_000);
    for (const [path, text] of PAGES) {
      // What is for a front end is compiled with one: see typescript.spec.ts.
      if (path === 'docs/page.md') continue;
      for (const [index, code] of blocksOf(text, 'ts').entries())
        writeFileSync(`${FOLDER}/${basename(path, '.md')}-${index}.ts`, code);
    }
    expect(compile()).to.equal('');

    const url = pathToFileURL(resolve(FOLDER, 'out/own-history-0.js')).href;
    const { chatSource }: { chatSource: (chats: ReadonlyMap<string, object>) => SessionSource } =
      await import(url);
    const texts = ['pytest', 'and vitest', 'npm test'];
    const chats = new Map([['a', { id: 'a', title: 'Tests', startedAt: 1_790_000_000, texts }]]);
    const router = createAchievementsRouter({ hermesHome: home().path, source: chatSource(chats) });
    const { body } = await request(express().use(router)).get('/achievements');
    await router.close();
    const { achievements }: Answer = body;
    expect(achievements.find(({ id }) => id === 'test_suite_tamer')?.progress).to.equal(3);
  });
});

/** What the compiler says about the blocks, as strictly as about our own code. */
function compile(): string {
  const compilerOptions = { rootDir: '.', outDir: 'out', declaration: false, types: ['node'] };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] };
  writeFileSync(`${FOLDER}/tsconfig.json`, JSON.stringify(config));
  try {
    return execFileSync(execPath, ['node_modules/typescript/lib/tsc.js', '-p', FOLDER], { encoding: 'utf8' });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Asks until somebody is there to answer. */
async function read(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  for (let tries = 100; ; tries--) {
    try {
      const answer: Answer = JSON.parse(await (await fetch(url, { headers })).text());
      return answer;
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(100);
    }
  }
}
