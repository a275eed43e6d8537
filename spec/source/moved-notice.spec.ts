import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { sourceOf } from '#src/source/history-place.js';
import { namesPostgres, noticeOfMove } from '#src/source/moved-notice.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { withReader } from '../support/read.js';
import { servedHomes } from '../support/served.js';

const MOVED = [
  'sessiondb:\n  provider: postgresql\n',
  'model: x\nsessions:\n  state:\n    backend: postgres # since May\n    postgres:\n      dsn_env: HERMES_STATE_STORE_DSN\n',
  'sessions:\r\n    state_backend: "postgres"\r\n',
  "database:\n  schema: hermes\n  backend: 'PostgreSQL'\n",
  'database: {backend: postgres, schema: hermes}\n',
  'sessions.state_backend: postgres\n',
  'sessions: {limit: 5, state: {postgres: {dsn_env: X}, backend: "postgres"}}\n',
  'sessions:\n  state: {other: {a: b}, backend: postgresql}\n',
  '\ufeffdatabase:\n  backend: postgres\n',
];
const STAYED = [
  '',
  'sessiondb:\n  provider: sqlite\n',
  '# database:\n#   backend: postgres\n',
  'memory:\n  database:\n    backend: postgres\n',
  'database:\n  note: backend postgres\n  other:\n    backend: postgres\n',
  'database:\nbackend: postgres\n',
  'database:\n  backend: postgres-like\n',
  'a: {b: c}\n- backend: postgres\n',
  'database: {other: {backend: postgres}}\nsessions: {state: {}, backend: postgres}\n',
];

/** Of a configuration that is looked at. */
const LONGEST = 1024 * 1024;

describe('A home that says its sessions are in PostgreSQL', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);

  it('is known by the keys of each backend', () => {
    for (const yaml of MOVED) expect(namesPostgres(yaml), yaml).to.equal(true);
  });

  it('is not seen where there is none', () => {
    for (const yaml of STAYED) expect(namesPostgres(yaml), yaml).to.equal(false);
  });

  it('has a notice as long as its file is read', async () => {
    await writeHistory(home().databasePath, [{ id: 'a', started_at: 1_790_000_000, messages: [] }]);
    await writeFile(join(home().path, 'config.yaml'), MOVED[0] ?? '');
    const { notice, error } = await serve().read();
    expect(error).to.equal(null);
    expect(notice).to.match(/config\.yaml.* PostgreSQL.* of the past.* databaseUrl/);
  });

  it('has none where the configuration names another backend, or is longer than anybody writes one', async () => {
    const file = join(home().path, 'config.yaml');
    const [moved = ''] = MOVED;
    const ofLength = (length: number): string => moved.padEnd(length, '#');
    await writeFile(file, ofLength(LONGEST));
    expect(await noticeOfMove(home().path)).to.match(/databaseUrl/);
    for (const text of [ofLength(LONGEST + 1), ...STAYED]) {
      await writeFile(file, text);
      expect(await noticeOfMove(home().path), text.slice(0, 80)).to.equal(null);
    }
  });

  it('has none without a configuration, and where nobody told which home it is', async () => {
    const { path, databasePath } = home();
    await writeHistory(databasePath, []);
    const notice = (place: { home?: string }) =>
      withReader(sourceOf({ kind: 'sqlite', databasePath, ...place }), async (reader) => reader.notice);
    expect(await notice({ home: path })).to.equal(null);
    await writeFile(join(path, 'config.yaml'), MOVED[0] ?? '');
    expect(await notice({})).to.equal(null);
  });
});
