import { expect } from 'chai';
import fc from 'fast-check';
import { describeHistory } from '#src/database-options.js';
import { AchievementsError } from '#src/errors.js';
import { resolveOptions } from '#src/options.js';
import { labelOf, parseAddress } from '#src/postgres/address.js';

const parsed = (text: string) => parseAddress(text) ?? expect.fail(`no address: ${text}`);
const tls = (query: string) => parsed(`postgres://h/d?${query}`).tls;

describe('The address of a PostgreSQL database', () => {
  it('is read as users write it', () => {
    expect(
      parsed('postgres://me:p%40ss:w@db.example:6432/hermes?sslmode=disable&connect_timeout=3'),
    ).to.include({
      user: 'me',
      password: 'p@ss:w',
      database: 'hermes',
      tls: 'disable',
      connectTimeout: 3,
    });
    for (const scheme of ['postgres', 'postgresql', 'postgresql+psycopg', 'postgresql+asyncpg', 'POSTGRES'])
      expect(parsed(`${scheme}://h/d`).hosts).to.deep.equal([{ name: 'h', port: 5432 }]);
  });

  it('may have several hosts, an address of numbers, or the directory of a socket', () => {
    const hosts = (place: string) =>
      parsed(`postgres://me@${place}`).hosts.map(({ name, port }) => `${name} ${port}`);
    expect(hosts('one,two:6432/d')).to.deep.equal(['one 5432', 'two 6432']);
    expect(hosts('[::1]:5433/d')).to.deep.equal(['::1 5433']);
    expect(hosts('/d?host=/var/run/postgresql&port=5433')).to.deep.equal(['/var/run/postgresql 5433']);
    expect(hosts('%2Ftmp/d')).to.deep.equal(['/tmp 5432']);
    expect(hosts('/d')).to.deep.equal([]);
  });

  it('asks for TLS in the words of libpq and of node-postgres', () => {
    expect(['', 'sslmode=prefer', 'sslmode=allow'].map(tls)).to.deep.equal(['prefer', 'prefer', 'prefer']);
    expect(['sslmode=require', 'sslmode=no-verify', 'ssl=true'].map(tls)).to.deep.equal(
      Array(3).fill('require'),
    );
    expect(tls('sslmode=verify-full')).to.equal('verify-full');
    expect(tls('sslmode=require&sslrootcert=/ca.pem')).to.equal('verify-ca');
    expect(tls('sslrootcert=system')).to.equal('verify-full');
  });

  it('passes over what only other drivers understand', () => {
    const one = parsed(
      'postgres://h/d?channel_binding=require&gssencmode=disable&pgbouncer=true&application_name=x',
    );
    expect(one).to.deep.equal(parsed('postgres://h/d'));
  });

  it('is none without its scheme, with a port that is none, or with a mode that nobody knows', () => {
    for (const text of [
      '',
      'h/d',
      'mysql://h/d',
      'postgres:h',
      'postgres://h:0/d',
      'postgres://h:70000/d',
      'postgres://%/d',
      'postgres://h/d?sslmode=maybe',
      'postgres://h h/d',
    ])
      expect(parseAddress(text), text).to.equal(undefined);
  });

  it('is shown without who reads, and by which password', () => {
    expect(labelOf(parsed('postgres://me:s3cret@a,b/d?password=s3cret'), 's')).to.equal('a,b/d/s');
    expect(labelOf(parsed('postgres://me@/d?host=/run/secret'), 's')).to.equal('socket/d/s');
  });

  it('hands on any password that is written as addresses have it, and shows none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        const url = `postgres://me:${encodeURIComponent(password)}@db.example/hermes`;
        expect(parsed(url).password).to.equal(password);
        expect(describeHistory(resolveOptions({ databaseUrl: url }, {}).history)).to.equal(
          'db.example/hermes/public',
        );
      }),
    );
  });

  it('shows nothing of a password that is written otherwise, whether it is taken for an address or not', () => {
    const piece = fc.oneof(fc.string(), fc.stringMatching(/^[0-9:/@?#%,.=&]*$/));
    fc.assert(
      fc.property(piece, piece, (before, after) => {
        const url = `postgres://me:${before}S3CR3T${after}@db.example/hermes`;
        let shown: string;
        try {
          shown = describeHistory(resolveOptions({ databaseUrl: url }, {}).history);
        } catch (error) {
          if (!(error instanceof AchievementsError)) throw error;
          shown = error.message;
        }
        expect(shown).not.to.include('S3CR3T');
      }),
      {
        numRuns: 5_000,
        examples: [
          ['5432/', ''],
          ['5432?', ''],
          ['5432/', '?'],
        ],
      },
    );
  });
});
