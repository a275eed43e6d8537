import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { parseAddress } from '#src/postgres/address.js';
import { connect } from '#src/postgres/connect.js';
import { createPostgresSource } from '#src/source/postgres/source.js';
import { writePostgres } from '../../support/postgres/history.js';
import { type Listener, line, listener } from '../../support/postgres/network.js';
import { postgresServer, quiet, withPostgres } from '../../support/postgres/server.js';
import { readAll, withReader } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';

const T = 1_790_000_000;

/** So that nobody has to wait for what does not come. */
const SHORT = { connectMs: 150, statementMs: 300, graceMs: 0, retryDelaysMs: [1] };

const sourceAt = (port: number, more = '') =>
  createPostgresSource({
    url: `postgres://postgres@127.0.0.1:${port}/postgres${more}`,
    schema: 'hermes',
    limits: SHORT,
  });

const unreachable = (port: number, more?: string) =>
  rejection(sourceAt(port, more).open(), 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE');

describe('A network that is not as it should be', () => {
  let there: Listener | undefined;

  afterEach(async () => {
    await there?.close();
    there = undefined;
  });

  for (const mode of ['disable', 'prefer', 'require']) {
    it(`lets nobody wait for a server that takes a connection and never answers (sslmode=${mode})`, async () => {
      there = await listener(() => {});
      expect((await unreachable(there.port, `?sslmode=${mode}`)).message).to.match(
        /nothing came from the server/,
      );
      expect(there.connections).to.have.length(1);
    });

    it(`is not tried for ever where connections are ended as they begin (sslmode=${mode})`, async () => {
      there = await listener((client) => client.end());
      expect((await unreachable(there.port, `?sslmode=${mode}`)).message).to.match(/ended the connection/);
      expect(there.connections).to.have.length(2);
    });
  }

  it('may lead to somebody who speaks of something else', async () => {
    there = await listener((client) => client.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await unreachable(there.port);
  });

  withPostgres('before a server', () => {
    const server = postgresServer();

    beforeEach(async () => {
      const messages = Array.from({ length: 3_000 }, (_, index) => ({ content: `${index}` }));
      await (await writePostgres(server(), 'hermes', [{ id: 'a', started_at: T, messages }])).close();
    });

    const SAYINGS = {
      'a list is asked for': 'json_build_array',
      'messages are asked for': 'ANY(E',
      'it is done': 'COMMIT',
    };
    for (const [when, saying] of Object.entries(SAYINGS)) {
      it(`lets nobody wait when it falls silent as ${when}`, async () => {
        there = await line(server(), (said) => !said.includes(saying));
        const error = await rejection(readAll(sourceAt(there.port)), 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE');
        expect(error.message).to.match(/nothing came from the server/);
      });
    }

    it('may have a system under it that cannot do what a setting is for', async () => {
      const wrong = (said: string) => said.replace('check_interval = 1000', 'check_interval = -100');
      let asked = '';
      there = await line(
        server(),
        () => true,
        (said) => {
          asked += said;
          return wrong(said);
        },
      );
      expect(await readAll(sourceAt(there.port))).to.have.length(3_000);
      expect(asked).to.include('check_interval = 1000');
    });

    it('is left for the next host when the first one never answers', async () => {
      there = await listener(() => {});
      const url = `postgres://postgres@127.0.0.1:${there.port},127.0.0.1:${server().port}/postgres`;
      const source = createPostgresSource({
        url,
        schema: 'hermes',
        limits: { ...SHORT, statementMs: 10_000 },
      });
      expect(await readAll(source)).to.have.length(3_000);
      expect(there.connections).to.have.length(1);
    });

    it('may end a connection that nobody uses: it is made again', async () => {
      there = await line(server(), () => true);
      const address = parseAddress(`postgres://postgres@127.0.0.1:${there.port}/postgres`);
      expect(address).to.not.equal(undefined);
      if (address === undefined) return;
      const { sql, destroy } = await connect(address, 5_000);
      const process = async () => {
        const rows = await sql`SELECT pg_backend_pid() AS pid`;
        return rows.map(({ pid }) => Number(pid))[0] ?? 0;
      };
      const first = await process();
      const [used] = there.connections;
      const ended = used && once(used, 'close');
      const other = quiet(server().url());
      await other`SELECT pg_terminate_backend(${first}::int)`;
      await other.end();
      // What the server said last has to come here first.
      await ended;
      expect(await process()).to.not.equal(first);
      expect(there.connections).to.have.length(2);
      destroy();
      await sql.end({ timeout: 0 });
    });

    it('may fall silent for less than that between rows', async () => {
      there = await line(server(), () => true);
      await withReader(sourceAt(there.port), async (reader) => {
        const { sessions } = await reader.list();
        let count = 0;
        for await (const page of reader.messages(sessions)) {
          count += page.length;
          await sleep(SHORT.statementMs / 10);
        }
        expect(count).to.equal(3_000);
      });
    });
  });
});
