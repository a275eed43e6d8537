import { expect } from 'chai';
import { parseAddress } from '#src/postgres/address.js';
import { BATCH_ROWS, type Client, createClient, type Limits } from '#src/postgres/client.js';
import { type Listener, line, listener } from '../support/postgres/network.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';

/** So that nobody has to wait for a connection that does not come; what is asked may take longer than any spec. */
const LIMITS = { connectMs: 150, statementMs: 300_000, retryDelaysMs: [1, 1, 1] };

function clientAt(port: number, limits: Partial<Limits> = {}, path = '/postgres'): Client {
  const address = parseAddress(`postgres://postgres@127.0.0.1:${port}${path}`);
  if (address === undefined) throw new Error('that is no address');
  return createClient(address, () => true, { ...LIMITS, ...limits });
}

const refused = (answer: Promise<unknown>) =>
  answer.then(
    () => expect.fail('it was answered'),
    (error: unknown) => expect(error).to.have.property('message', 'The reading was stopped.'),
  );

const ENDS: Readonly<Record<string, (client: Client) => unknown>> = {
  closed: (client) => client.close(),
  interrupted: (client) => client.interrupt(),
};

withPostgres('A client', () => {
  const server = postgresServer();

  it('asks the database that its address names, and that of its user where none is named', async () => {
    for (const [path, database] of [
      ['/template1', 'template1'],
      ['', 'postgres'],
    ]) {
      const client = clientAt(server().port, { connectMs: 10_000 }, path);
      try {
        const [[name] = []] = await client.ask('SELECT current_database()::text');
        expect(name && Buffer.from(name).toString()).to.equal(database);
      } finally {
        await client.close();
      }
    }
  });

  it('hands out all rows in their order, be they many at once, just as many, or none', async () => {
    const client = clientAt(server().port, { connectMs: 10_000 });
    try {
      for (const count of [0, BATCH_ROWS - 1, BATCH_ROWS, 2 * BATCH_ROWS + 5]) {
        const found: (number | undefined)[] = [];
        await client.read((ask) =>
          ask.each(`SELECT int4send(n) FROM generate_series(1, ${count}) AS n`, (rows) => {
            for (const [value] of rows) found.push(value ? Buffer.from(value).readInt32BE() : undefined);
          }),
        );
        expect(found).to.deep.equal(Array.from({ length: count }, (_, place) => place + 1));
      }
    } finally {
      await client.close();
    }
  });
});

for (const [ended, end] of Object.entries(ENDS)) {
  describe(`A client that is ${ended}`, function () {
    this.timeout(30_000);
    let there: Listener | undefined;
    let client: Client | undefined;

    afterEach(async () => {
      await client?.close();
      await there?.close();
      [client, there] = [undefined, undefined];
    });

    it('while it connects tries nothing again, and takes no question any more', async () => {
      there = await listener(() => {});
      client = clientAt(there.port);
      const asked = refused(client.ask('SELECT 1'));
      await end(client);
      await asked;
      await refused(client.ask('SELECT 1'));
      expect(client.interrupted).to.equal(true);
      expect(there.connections.length).to.be.at.most(1);
    });

    withPostgres('before a server', () => {
      const server = postgresServer();

      it('while it reads breaks that off at once, and does not begin anew', async () => {
        let heard = () => {};
        const begun = new Promise<void>((resolve) => {
          heard = resolve;
        });
        there = await line(server(), (said) => {
          if (said.includes('pg_sleep')) heard();
          return true;
        });
        client = clientAt(there.port, { connectMs: 10_000 });
        const asked = refused(client.read(async (ask) => await ask.rows('SELECT pg_sleep(120)')));
        await begun;
        await end(client);
        await asked;
        expect(there.connections).to.have.length(1);
      });
    });
  });
}
