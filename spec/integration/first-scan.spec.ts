import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { createMemorySource, type SessionSource } from '#src/index.js';
import type { Achievement } from '#src/types.js';
import { contradictions } from '../support/contradictions.js';
import { temporaryHome } from '../support/home.js';
import { deferred, until } from '../support/scanning.js';
import { servedHomes } from '../support/served.js';

const TOOL_CALLS = JSON.stringify([{ function: { name: 'terminal', arguments: '{}' } }]);
const SESSIONS = ['a', 'b', 'c'].map((id, index) => ({
  id,
  startedAt: 1_790_000_000 - index,
  messages: Array.from({ length: 400 }, () => ({ role: 'assistant', content: null, toolCalls: TOOL_CALLS })),
}));

/** Hands out the first page at once. @param beforeMore what comes before each further one */
function sourceThat(beforeMore: () => Promise<void>): SessionSource {
  const memory = createMemorySource(SESSIONS);
  return {
    async open() {
      const reader = await memory.open();
      return {
        ...reader,
        async *messages(sessions) {
          let pages = 0;
          for await (const page of reader.messages(sessions)) {
            if (pages++ > 0) await beforeMore();
            yield page;
          }
        },
      };
    },
  };
}

describe('While a first scan takes longer than anybody waits', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);

  /** A history of which the rest comes when the spec says so. */
  function held() {
    const gate = deferred<void>();
    const source = sourceThat(() => gate.promise);
    const served = serve({ source, bootstrapWaitMs: 1, rescanWaitMs: 1 });
    return { ...served, goOn: () => gate.resolve() };
  }

  it('reads are answered after the wait, and no badge contradicts itself', async () => {
    const { get, goOn } = held();
    const answers = await Promise.all(
      ['/achievements', '/recent-unlocks', '/achievements/summary', '/sessions/a/badges', '/export'].map(get),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 503, 200]);
    const [snapshot, recent, summary, badges] = answers;
    expect(snapshot?.body.scan_meta).to.include({ mode: 'pending' });
    expect(snapshot?.body.scan_meta.status).to.include({ state: 'running', finished_at: null });
    const all: readonly Achievement[] = snapshot?.body.achievements;
    expect(
      all.map((badge) => [badge.id, contradictions(badge)]).filter(([, wrong]) => wrong?.length),
    ).to.deep.equal([]);
    expect(recent?.body).to.deep.equal([]);
    expect(summary?.body).to.include({ latest_unlock: null, is_stale: true });
    expect(badges?.body.code).to.equal('ERR_ACHIEVEMENTS_SCANNING');
    expect(Number(badges?.get('Retry-After'))).to.be.within(1, 60);
    goOn();
    await until(async () => (await get('/scan-status')).body.state === 'idle');
    expect((await get('/sessions/a/badges')).body.badges).to.have.length.above(0);
  });

  it('that breaks down, single days and sessions are told of only when one is through', async () => {
    let isBroken = true;
    const source = sourceThat(async () => {
      if (isBroken) throw new Error('boom');
    });
    const { get, rescan } = serve({ source });
    for (const path of ['/sessions/a/badges', '/activity']) {
      const { status, body, headers } = await get(path);
      expect({ status, code: body.code }).to.deep.equal({ status: 503, code: 'ERR_ACHIEVEMENTS_SCANNING' });
      expect(body.detail)
        .to.match(/never counted to its end/)
        .and.not.include('boom');
      expect(Number(headers['retry-after'])).to.be.within(1, 300);
    }
    isBroken = false;
    await rescan();
    expect((await get('/sessions/a/badges')).body.badges).to.have.length.above(0);
    expect((await get('/activity')).body.run.longest).to.be.above(0);
  });

  it('a rescan is 202, and its body is a snapshot', async () => {
    const { rescan, goOn, read } = held();
    const { status, body } = await rescan();
    expect(status).to.equal(202);
    const { ok, joined, status: scan, ...snapshot } = body;
    expect({ ok, joined }).to.deep.equal({ ok: true, joined: false });
    expect(scan).to.include({ state: 'running', ttl_seconds: 120 });
    expect(snapshot).to.have.all.keys(Object.keys(await read()));
    expect(snapshot.achievements).to.have.length(CATALOG.length);
    goOn();
  });
});

describe('A home that is a profile', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);

  it('is known by its name, and nobody else is reset under it', async () => {
    const work = join(home().path, 'profiles', 'work');
    const { app, get, read } = serve({ source: createMemorySource(SESSIONS), hermesHome: work });
    const { unlocked_count } = await read();
    expect(unlocked_count).to.be.above(0);
    const state = () => readFile(join(work, 'plugins', 'hermes-achievements', 'state.json'), 'utf8');
    const before = await state();
    for (const path of ['/reset-state?profile=default', '/rescan?full=true&profile=play'])
      expect((await request(app).post(path)).body.code).to.equal('ERR_ACHIEVEMENTS_PROFILE');
    expect((await get('/scan-status')).body.run_count).to.equal(1);
    expect(await state()).to.equal(before);
    expect((await get('/achievements?profile=work')).body.unlocked_count).to.equal(unlocked_count);
    expect((await request(app).post('/reset-state?profile=work')).status).to.equal(200);
    expect(await state()).to.not.equal(before);
  });
});
