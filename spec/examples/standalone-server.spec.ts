import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { writeDatabase } from '../../examples/demo/database.js';
import { demoSessions } from '../../examples/demo/sessions.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { ask, endAll, type Run, read, run, until } from './run.js';

interface Badge {
  readonly id: string;
  readonly tiers?: readonly { readonly reached_at?: number }[];
  readonly state: string;
  readonly tier: string | null;
  readonly unlocked_at?: number;
  readonly progress: number;
  readonly progress_pct: number;
  readonly evidence?: { readonly title: string } | null;
}

interface Snapshot {
  readonly achievements: readonly Badge[];
  readonly unlocked_count: number;
  readonly scan_meta: { readonly sessions_total: number };
}

describe('The standalone server', function () {
  this.timeout(60_000);

  // Before its home goes.
  afterEach(endAll);
  const home = temporaryHome();

  /** Where the process thinks that temporary files belong: beside the Hermes home, not in it. */
  const temporary = (): string => join(home().path, 'tmp');
  const hermes = (): string => join(home().path, 'hermes');

  beforeEach(async () => {
    await mkdir(temporary());
    await mkdir(hermes());
  });

  function start(environment: Readonly<Record<string, string>> = {}): Run {
    return run('standalone-server', {
      HERMES_HOME: hermes(),
      TMPDIR: temporary(),
      PORT: '0',
      ...environment,
    });
  }

  async function urlOf(server: Run): Promise<string> {
    const [, url = ''] = await server.shows(/(http:\/\/127\.0\.0\.1:\d+)\/achievements\n/);
    return url;
  }

  const DONE = /(\d+) of \d+ achievements unlocked, counted in \d+\.\d s\.\n/;

  describe('for somebody without a history', () => {
    it('says that it is a demo, and how to see the own history', async () => {
      const server = start();
      const [text] = await server.shows(/^[\s\S]*http:/);
      expect(text).to.include('DEMO').and.include(join(hermes(), 'state.db'));
      expect(text).to.match(/HERMES_HOME=\S+ npm start/);
    });

    it('shows every state, every tier and a timeline of many days', async () => {
      const server = start();
      const url = await urlOf(server);
      const [, unlocked] = await server.shows(DONE);
      const { achievements, unlocked_count } = await read<Snapshot>(`${url}/achievements`);
      const withState = (state: string) => achievements.filter((badge) => badge.state === state);
      expect(achievements).to.have.lengthOf(CATALOG.length);
      expect(unlocked_count).to.equal(Number(unlocked)).and.to.be.within(35, 45);
      expect(withState('secret')).to.have.length.within(2, 4);
      expect(withState('discovered').map(({ progress_pct }) => progress_pct)).to.satisfy(
        (shares: number[]) => shares.some((share) => share < 25) && shares.some((share) => share > 75),
      );
      const tiers = new Set(withState('unlocked').map(({ tier }) => tier));
      expect([...tiers]).to.have.members(['Copper', 'Silver', 'Gold', 'Diamond', 'Olympian', null]);
      const days = withState('unlocked').map(({ unlocked_at = 0 }) => Math.floor(unlocked_at / 86_400));
      expect(new Set(days)).to.have.property('size').above(20);
      expect(withState('unlocked').flatMap(({ evidence }) => evidence?.title ?? [])).to.include(
        'Move every test to the new runner (should be quick)',
      );
    });

    it('dates what was reached by its sessions: over a year, the latest of it some days ago at most', async () => {
      const server = start();
      const url = await urlOf(server);
      await server.shows(DONE);
      const { achievements } = await read<Snapshot>(`${url}/achievements`);
      const daysAgo = achievements
        .flatMap(({ tiers = [] }) => tiers.flatMap(({ reached_at }) => reached_at ?? []))
        .map((time) => Math.floor((Date.now() / 1000 - time) / 86_400));
      expect(Math.min(...daysAgo)).to.be.within(0, 21);
      expect(Math.max(...daysAgo)).to.be.within(180, 450);
      expect(new Set(daysAgo).size).to.be.greaterThan(15);
    });

    it('creates nothing in the Hermes home, nor the home itself', async () => {
      const missing = join(home().path, 'nobody');
      for (const HERMES_HOME of [hermes(), missing]) {
        const server = start({ HERMES_HOME });
        await server.shows(DONE);
        await server.stop();
      }
      expect(await readdir(hermes())).to.deep.equal([]);
      expect(await readdir(home().path)).to.have.members(['hermes', 'tmp']);
    });
  });

  describe('for somebody with a history', () => {
    beforeEach(async () => {
      await writeHistory(join(hermes(), 'state.db'), [
        { id: 'a', title: 'First light', started_at: 1_780_000_000, messages: [{ content: 'hello' }] },
        { id: 'b', title: 'Second try', started_at: 1_780_000_900, messages: [{ content: 'hello again' }] },
      ]);
    });

    it('serves that history and says so', async () => {
      const server = start();
      const url = await urlOf(server);
      await server.shows(DONE);
      const { scan_meta } = await read<Snapshot>(`${url}/achievements`);
      expect(scan_meta.sessions_total).to.equal(2);
      const { stdout } = await server.stop();
      expect(stdout)
        .to.include(`Your own history: ${join(hermes(), 'state.db')}`)
        .and.not.include('DEMO');
      expect(await readdir(temporary())).to.deep.equal([]);
    });

    it('needs no new count after a restart', async () => {
      const first = start();
      await first.shows(DONE);
      await first.stop();
      const second = start();
      await second.shows(/^0 of \d+ achievements unlocked\.\n/m);
      const { stdout, stderr, code } = await second.stop();
      expect(stdout).not.to.include('counted in');
      expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    });
  });

  it('says what is wrong with a history, without a stack, and goes on', async () => {
    await writeFile(join(hermes(), 'state.db'), '');
    const server = start();
    const url = await urlOf(server);
    await server.shows(/0 of \d+ achievements unlocked, as far as is known\.\n/);
    expect((await ask(`${url}/achievements`)).status).to.equal(200);
    const { stderr, code } = await server.stop();
    expect(stderr).to.match(/^The history database is an empty file.*\n$/);
    expect(code).to.equal(0);
  });

  describe('keeps to this machine:', () => {
    it('it answers to its own names, with any port', async () => {
      const url = await urlOf(start());
      for (const name of ['localhost', '127.0.0.1', '[::1]', 'LocalHost:1', '[::1]:9120', '127.0.0.1:80']) {
        expect([name, (await ask(`${url}/overview`, { Host: name })).status]).to.deep.equal([name, 200]);
      }
    });

    it('it refuses every other name, on every path, with a problem', async () => {
      const url = await urlOf(start());
      const foreign = [
        'evil.example',
        'localhost.evil.example',
        '127.0.0.1.evil.example',
        '192.168.0.1',
        '::1',
      ];
      for (const name of [...foreign, 'localhost:', 'localhost:80x', 'evil@localhost']) {
        for (const path of ['/achievements', '/overview', '/nothing']) {
          const { status, type, body } = await ask(url + path, { Host: name });
          expect([name, path, status]).to.deep.equal([name, path, 403]);
          expect(type).to.match(/^application\/problem\+json\b/);
          expect(JSON.parse(body)).to.include({ status: 403, title: 'Forbidden' });
        }
      }
    });
  });

  it('answers an unknown path with a small problem, never with a stack', async () => {
    const url = await urlOf(start());
    for (const path of ['/nothing', '/%', '/achievements/more', '/sessions/%E0%A4%A/badges']) {
      const { status, type, body } = await ask(url + path);
      expect(status, path).to.be.within(400, 404);
      expect(type, path).to.match(/^application\/problem\+json\b/);
      expect(JSON.parse(body), path).to.include({ status });
      expect(body, path)
        .to.have.length.below(400)
        .and.not.match(/\bat \S+ \(|node_modules|\.js:/);
    }
  });

  describe('refuses to start', () => {
    it('when the port is taken, and names it and the way out', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      const port = await until(async () => portOf(other.address()));
      try {
        const { code, stderr } = await start({ PORT: String(port) }).ended;
        expect(stderr).to.match(new RegExp(`^Port ${port} is taken .*PORT=\\d+ npm start\n$`));
        expect(code).to.equal(1);
        expect(await readdir(temporary())).to.deep.equal([]);
      } finally {
        other.close();
      }
    });

    for (const port of ['abc', '65536', '-1', ' ', '1e3']) {
      it(`when PORT is ${JSON.stringify(port)}, and says what it takes`, async () => {
        const { code, stdout, stderr } = await start({ PORT: port }).ended;
        expect(stderr).to.equal(`PORT takes a number from 0 to 65535; got ${JSON.stringify(port)}.\n`);
        expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      });
    }
  });

  describe('asked to end', () => {
    async function expectCleanEnd(server: Run): Promise<string> {
      const { code, stdout, stderr } = await server.ended;
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(await readdir(temporary())).to.deep.equal([]);
      return stdout;
    }

    async function counting(server: Run): Promise<void> {
      const url = await urlOf(server);
      await until(async () => {
        const { state } = await read<{ state: string }>(`${url}/scan-status`);
        return state === 'running' || undefined;
      });
    }

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      it(`by ${signal} when all is counted, ends well and leaves nothing behind`, async () => {
        const server = start();
        await server.shows(DONE);
        server.child.kill(signal);
        expect(await expectCleanEnd(server)).to.match(/Stopped\.\n$/);
      });
    }

    it('during the first count, stops it, and leaves nothing behind', async () => {
      const server = start();
      await counting(server);
      server.child.kill('SIGTERM');
      expect(await expectCleanEnd(server)).not.to.include('unlocked');
    });

    it('while it makes the demo, leaves nothing behind', async () => {
      const server = start();
      await until(async () => (await readdir(temporary()))[0]);
      server.child.kill('SIGTERM');
      expect(await expectCleanEnd(server)).not.to.include('http:');
    });

    it('during the first count of the own history, does not finish it', async () => {
      await writeDatabase(join(hermes(), 'state.db'), demoSessions(new Date()));
      const server = start();
      await counting(server);
      server.child.kill('SIGTERM');
      await expectCleanEnd(server);
      expect(await readdir(hermes(), { recursive: true })).to.satisfy((files: string[]) =>
        files.every((file) => !/scan_|\.tmp|\d{6}/.test(file)),
      );
    });

    it('takes the second signal of one Ctrl+C, which npm passes on, for the same wish', async () => {
      const server = start();
      await server.shows(DONE);
      const slow = await halfRequest(await urlOf(server));
      server.child.kill('SIGINT');
      await server.shows(/Stopped/);
      server.child.kill('SIGINT');
      await expectCleanEnd(server);
      slow.destroy();
    });

    it('waits a moment for a client that is in the middle of a request', async () => {
      const server = start();
      await server.shows(DONE);
      const slow = await halfRequest(await urlOf(server));
      server.child.kill('SIGTERM');
      await expectCleanEnd(server);
      slow.destroy();
    });

    it('and asked again a while later, ends at once, and still leaves nothing behind', async () => {
      const server = start();
      await server.shows(DONE);
      const slow = await halfRequest(await urlOf(server));
      while (server.child.kill('SIGTERM') && server.child.exitCode === null) await delay(20);
      expect(await server.ended).to.include({ code: 1, stderr: '' });
      expect(await readdir(temporary())).to.deep.equal([]);
      slow.destroy();
    });
  });
});

/** A connection with a request under way, which keeps a server from closing. */
async function halfRequest(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  socket.write('GET /overview HTTP/1.1\r\nHost: localhost\r\n');
  // What came later has been answered: so this has come.
  await ask(`${url}/overview`);
  return socket;
}

function portOf(address: AddressInfo | string | null): number | undefined {
  return typeof address === 'object' ? address?.port : undefined;
}
