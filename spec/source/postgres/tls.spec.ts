import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createPostgresSource } from '#src/source/postgres/source.js';
import { type Certificate, makeAuthority, makeCertificate } from '../../support/postgres/certificates.js';
import { writePostgres } from '../../support/postgres/history.js';
import { listener } from '../../support/postgres/network.js';
import {
  giveToServer,
  quiet,
  type Server,
  startServer,
  withPostgres,
} from '../../support/postgres/server.js';
import { listAll, withReader } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';

const LIMITS = { connectMs: 5_000, retryDelaysMs: [] };

withPostgres('TLS to PostgreSQL', () => {
  let directory: string;
  let secure: Server;
  let plain: Server;
  let authority: Certificate;
  let stranger: Certificate;
  let client: Certificate;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tls-'));
    await giveToServer(directory);
    authority = await makeAuthority(directory, 'authority');
    await giveToServer(authority.certificate);
    stranger = await makeAuthority(directory, 'stranger');
    const own = await makeCertificate(directory, authority, 'localhost');
    client = await makeCertificate(directory, authority, 'holder');
    plain = await startServer();
    secure = await startServer({
      ssl: 'on',
      ssl_cert_file: own.certificate,
      ssl_key_file: own.key,
      ssl_ca_file: authority.certificate,
    });
    for (const server of [plain, secure]) await (await writePostgres(server, 'hermes', [])).close();
    const access = join(secure.directory, 'data', 'pg_hba.conf');
    const rules = 'hostssl all holder 127.0.0.1/32 cert\nhostnossl all careful 127.0.0.1/32 reject\n';
    await writeFile(access, rules + (await readFile(access, 'utf8')));
    const sql = quiet(secure.url());
    await sql.unsafe(`CREATE ROLE holder LOGIN SUPERUSER; CREATE ROLE careful LOGIN SUPERUSER;
      SELECT pg_reload_conf()`);
    await sql.end();
  });
  after(async () => {
    await secure?.remove();
    await plain?.remove();
    await rm(directory, { recursive: true, force: true });
  });

  const source = (server: Server, parameters: string, { user = 'postgres', host = 'localhost' } = {}) =>
    createPostgresSource({
      url: `postgres://${user}@${host}:${server.port}/postgres?${parameters}`,
      schema: 'hermes',
      limits: LIMITS,
    });

  /** Whether what is read goes through TLS. */
  const isSecured = async (parameters: string, how?: { user?: string; host?: string }) => {
    const sql = quiet(secure.url());
    try {
      return await withReader(source(secure, parameters, how), async (reader) => {
        await reader.list();
        const rows = await sql`SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
          WHERE application_name = 'hermes-achievements-router'`;
        expect(rows).to.have.length(1);
        return rows.every(({ ssl }) => ssl === true);
      });
    } finally {
      await sql.end();
    }
  };

  const refusal = (server: Server, parameters: string, how?: { user?: string; host?: string }) =>
    rejection(source(server, parameters, how).open(), 'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS');

  it('is used where there is some, unless it is switched off', async () => {
    expect(await isSecured('')).to.equal(true);
    for (const mode of ['prefer', 'allow']) expect(await isSecured(`sslmode=${mode}`), mode).to.equal(true);
    for (const off of ['sslmode=disable', 'ssl=false']) expect(await isSecured(off), off).to.equal(false);
    expect(await listAll(source(plain, 'sslmode=prefer'))).to.deep.equal([]);
  });

  it('is insisted on without a look at certificates, in the words of libpq and of node-postgres', async () => {
    for (const on of ['sslmode=require', 'sslmode=no-verify', 'ssl=true'])
      expect(await isSecured(on), on).to.equal(true);
  });

  it('is insisted on with a look at who signed, whatever the host is called', async () => {
    const trusted = `sslrootcert=${authority.certificate}`;
    for (const mode of ['require', 'verify-ca'])
      expect(await isSecured(`sslmode=${mode}&${trusted}`, { host: '127.0.0.1' }), mode).to.equal(true);
    for (const wrong of [`sslmode=require&sslrootcert=${stranger.certificate}`, 'sslmode=verify-ca'])
      expect((await refusal(secure, wrong)).message, wrong).to.match(
        /certificate of the server does not hold/,
      );
  });

  it('is insisted on with a look at the name of the host', async () => {
    const full = `sslmode=verify-full&sslrootcert=${authority.certificate}`;
    expect(await isSecured(full)).to.equal(true);
    expect((await refusal(secure, full, { host: '127.0.0.1' })).message).to.match(/one of that very host/);
    for (const wrong of [
      `sslmode=verify-full&sslrootcert=${stranger.certificate}`,
      'sslmode=verify-full',
      'sslrootcert=system',
    ])
      expect((await refusal(secure, wrong)).message, wrong).to.match(
        /certificate of the server does not hold/,
      );
  });

  it('is said to be missing where it is insisted on', async () => {
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      expect((await refusal(plain, `sslmode=${mode}`)).message, mode).to.match(/the server speaks no TLS/);
  });

  it('has a certificate of our own, too', async () => {
    const own = `sslmode=require&sslcert=${client.certificate}&sslkey=${client.key}`;
    expect(await isSecured(own, { user: 'holder', host: '127.0.0.1' })).to.equal(true);
    const none = await refusal(secure, 'sslmode=require', { user: 'holder', host: '127.0.0.1' });
    expect(none.message).to.match(/refused the user or the password/);
    const lost = `sslmode=require&sslcert=${join(directory, 'none')}&sslkey=${client.key}`;
    expect((await refusal(secure, lost)).message)
      .to.match(/a file named by sslrootcert, sslcert or sslkey/)
      .and.not.include(directory);
  });

  it('is named as what may be missing where nobody is let in without it', async () => {
    const how = { user: 'careful', host: '127.0.0.1' };
    expect((await refusal(secure, 'sslmode=disable', how)).message).to.match(/let nobody in without TLS/);
    expect(await isSecured('sslmode=require', how)).to.equal(true);
  });

  it('is begun with the next host where the first one agrees to it, and then ends the connection', async () => {
    const first = await listener((other) => other.once('data', () => other.end('S')));
    try {
      const hosts = `127.0.0.1:${first.port},localhost:${secure.port}`;
      const url = `postgres://postgres@${hosts}/postgres?sslmode=require`;
      const both = createPostgresSource({ url, schema: 'hermes', limits: LIMITS });
      expect(await listAll(both)).to.deep.equal([]);
      expect(first.connections).to.have.length(1);
    } finally {
      await first.close();
    }
  });
});
