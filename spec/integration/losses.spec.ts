import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import {
  type AchievementsRouter,
  createAchievementsRouter,
  createMemorySource,
} from 'hermes-achievements-router';
import request from 'supertest';
import { inspectedAnswers } from '../support/described.js';
import { temporaryHome } from '../support/home.js';
import { until } from '../support/scanning.js';

const source = createMemorySource([
  {
    id: 'busy',
    startedAt: 1_750_000_000,
    messages: [
      {
        role: 'assistant',
        content: null,
        toolCalls: JSON.stringify(Array.from({ length: 300 }, () => ({ function: { name: 'terminal' } }))),
      },
    ],
  },
  ...['openai/gpt', 'anthropic/claude', 'google/gemini'].map((model, index) => ({
    id: `s${index}`,
    model,
    startedAt: 1_760_000_000 + index,
    messages: [{ role: 'user', content: 'Hello' }],
  })),
]);

describe('a state directory that lost something', () => {
  const home = temporaryHome();
  const open: AchievementsRouter[] = [];
  const inspected = inspectedAnswers();

  afterEach(async () => {
    for (const router of open.splice(0)) await router.close();
  });

  function start(): ReturnType<typeof request> {
    const router = createAchievementsRouter({ hermesHome: home().path, source });
    open.push(router);
    return request(express().use(inspected, router));
  }

  const stateFile = (): string => join(home().stateDir, 'state.json');

  async function recent(agent: ReturnType<typeof request>): Promise<unknown> {
    return (await agent.get('/recent-unlocks').expect(200)).body;
  }

  it('gets its state.json back from memory with the next refresh', async () => {
    const agent = start();
    await agent.get('/achievements').expect(200);
    const before = JSON.parse(await readFile(stateFile(), 'utf8'));
    expect(Object.keys(before.unlocks)).to.include('provider_polyglot');
    await rm(stateFile());
    await agent.post('/rescan').expect(200);
    expect(JSON.parse(await readFile(stateFile(), 'utf8'))).to.deep.equal(before);
  });

  it('gets its unlocks back from the snapshot after a restart, with their times', async () => {
    const first = start();
    const before = await recent(first);
    expect(before).to.not.deep.equal([]);
    await open.pop()?.close();
    await rm(stateFile());
    const second = start();
    expect(await recent(second)).to.deep.equal(before);
    await second.post('/rescan').expect(200);
    expect(await readFile(stateFile(), 'utf8')).to.include('provider_polyglot');
  });

  it('says of no session that it has no badges when its blocks are gone, and reads them anew', async () => {
    const agent = start();
    await agent.get('/achievements').expect(200);
    const before = (await agent.get('/sessions/busy/badges').expect(200)).body;
    expect(before.badges).to.have.length.above(0);
    await rm(join(home().stateDir, 'scan_checkpoint.a.blocks'));
    const { body, headers } = await agent.get('/sessions/busy/badges').expect(503);
    expect(body).to.include({ code: 'ERR_ACHIEVEMENTS_SCANNING' });
    expect(headers['retry-after']).to.equal('2');
    await until(async () => (await agent.get('/scan-status')).body.state === 'idle');
    expect((await agent.get('/sessions/busy/badges').expect(200)).body).to.deep.equal(before);
    expect((await agent.get('/sessions/nobody/badges').expect(200)).body.badges).to.deep.equal([]);
  });

  it('gets nothing back that a reset has wiped', async () => {
    const first = start();
    await first.get('/achievements').expect(200);
    const snapshot = await readFile(join(home().stateDir, 'scan_snapshot.json'), 'utf8');
    await open.pop()?.close();
    const wiped = { unlocks: {}, reset_at: 4_000_000_000 };
    await writeFile(stateFile(), JSON.stringify(wiped));
    await writeFile(join(home().stateDir, 'scan_snapshot.json'), snapshot);
    const second = start();
    expect(await recent(second)).to.deep.equal([]);
  });

  it('loses the temporary files of processes that were killed, and keeps those of a moment ago', async () => {
    const agent = start();
    await agent.get('/achievements').expect(200);
    await open.pop()?.close();
    const old = join(home().stateDir, 'scan_checkpoint.json.1130340104');
    const young = join(home().stateDir, 'scan_snapshot.json.42');
    const kept = join(home().stateDir, 'state.json.reset-1700000000');
    for (const path of [old, young, kept]) await writeFile(path, '{"half":');
    const hourAgo = Date.now() / 1000 - 3600;
    await utimes(old, hourAgo, hourAgo);
    await utimes(kept, hourAgo, hourAgo);
    await start().post('/rescan').expect(200);
    const names = await readdir(home().stateDir);
    expect(names).to.include.members(['scan_snapshot.json.42', 'state.json.reset-1700000000']);
    expect(names).to.not.include('scan_checkpoint.json.1130340104');
  });
});

describe('a host that is run with flags of its own', () => {
  const home = temporaryHome();

  it('scans all the same', () => {
    const script = `
      import express from 'express';
      import { createAchievementsRouter } from 'hermes-achievements-router';
      const router = createAchievementsRouter({ hermesHome: ${JSON.stringify(home().path)} });
      const server = express().use(router).listen(0, '127.0.0.1', async () => {
        const answer = await fetch('http://127.0.0.1:' + server.address().port + '/achievements');
        console.log((await answer.json()).error);
        server.close();
        await router.close();
      });`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(said).to.include('Hermes has not written a history yet');
  });
});
