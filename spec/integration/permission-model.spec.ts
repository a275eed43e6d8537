import { spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';

/** Node 22 has both names, which are not the same. */
const NAMES = ['--experimental-permission', '--permission'].filter((name) =>
  process.allowedNodeEnvironmentFlags.has(name),
);
/** As the guide has them, but for the files. */
const APART = {
  'in a process': ['--allow-child-process', '--allow-worker', '--allow-addons'],
  'in a thread': ['--allow-worker', '--allow-addons'],
};

/** The service behind the router. A timer stands for the server that keeps a host alive. */
const PROGRAM = `
  import { createService } from '#src/service.js';
  import { resolveOptions } from '#src/options.js';
  const alive = setInterval(() => {}, 1_000);
  const service = createService(resolveOptions({ hermesHome: process.env.SPEC_HOME }));
  const { payload } = await service.snapshot();
  process.stdout.write(JSON.stringify({ error: payload.error, sessions: payload.scan_meta.sessions_total }));
  await service.close();
  clearInterval(alive);
`;

describe('Under the permission model of Node', function () {
  this.timeout(60_000);
  const home = temporaryHome();

  beforeEach(() =>
    writeHistory(home().databasePath, [{ id: 'a', started_at: 1_790_000_000, messages: [{ content: 'x' }] }]),
  );

  function run(...flags: string[]): { readonly error: string | null; readonly sessions: number } {
    const all = ['--no-warnings', ...flags, '--input-type=module', '--eval', PROGRAM];
    const { stdout, stderr } = spawnSync(process.execPath, all, {
      encoding: 'utf8',
      env: { ...process.env, SPEC_HOME: home().path },
    });
    expect(stderr).to.equal('');
    return JSON.parse(stdout);
  }

  it('has a name in each version', () => {
    expect(NAMES).to.not.deep.equal([]);
  });

  for (const name of NAMES)
    for (const [where, apart] of Object.entries(APART)) {
      describe(`${name}, with the scan ${where}`, () => {
        it('all is saved with the flags that the guide names', async () => {
          const files = ['--allow-fs-read=*', `--allow-fs-write=${join(home().path, '*')}`];
          expect(run(name, ...apart, ...files)).to.deep.equal({ error: null, sessions: 1 });
          expect(await readdir(home().stateDir)).to.include.members([
            'state.json',
            'scan_checkpoint.json',
            'scan_checkpoint.a.blocks',
            'scan_snapshot.json',
          ]);
          expect(await readdir(join(home().path, 'plugin-data', 'hermes-achievements-router'))).to.deep.equal(
            ['state.json'],
          );
        });

        it('it is told which flags are missing where nothing may be written', async () => {
          const elsewhere = join(home().path, 'elsewhere');
          await mkdir(elsewhere);
          const files = ['--allow-fs-read=*', `--allow-fs-write=${join(elsewhere, '*')}`];
          const { error, sessions } = run(name, ...apart, ...files);
          expect(sessions).to.equal(1);
          expect(error)
            .to.include('state.json cannot be saved: the permission model of Node')
            .and.include('--allow-fs-write');
        });
      });
    }
});
