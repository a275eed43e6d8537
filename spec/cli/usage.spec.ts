import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { EXIT } from '#src/cli/exit.js';
import { endAll } from '../examples/run.js';
import { guideTable } from '../support/guide.js';
import { temporaryHome } from '../support/home.js';
import { command } from './command.js';

const COMMANDS = [
  'serve',
  'scan',
  'list',
  'export',
  'history',
  'activity',
  'move',
  'forget',
  'status',
] as const;

describe('The command line', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  afterEach(endAll);

  it('tells with --help what there is, with examples and exit codes', async () => {
    const { stdout, stderr, code } = await command(['--help']);
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    for (const name of COMMANDS) {
      expect(stdout).to.match(new RegExp(`^ {2}${name} (?:\\[options\\]|<\\w+>) +\\S`, 'm'));
    }
    expect(stdout).to.include('$ npx hermes-achievements-router list').and.include('Exit codes: 0 ');
  });

  for (const name of COMMANDS) {
    it(`tells with ${name} --help what it takes, whose achievements it means, and an example`, async () => {
      const { stdout, code } = await command([name, '--help']);
      expect(code).to.equal(0);
      for (const flag of [
        '--home',
        '--profile',
        '--database',
        '--database-url',
        '--state-dir',
        '--time-zone',
      ])
        expect(stdout).to.include(`${flag} <`);
      expect(stdout).to.include(`$ npx hermes-achievements-router ${name}`);
    });
  }

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await command(['--version'])).to.deep.equal({ stdout: `${version}\n`, stderr: '', code: 0 });
  });

  it('is in the guide, with all commands and exit codes', () => {
    expect(guideTable('command').map(([name]) => name)).to.deep.equal(COMMANDS.map((name) => `\`${name}\``));
    expect(guideTable('exit code').map(([exit]) => Number(exit))).to.deep.equal(Object.values(EXIT));
  });

  it('has no flag in the guide that it does not take', async () => {
    const helps = await Promise.all(COMMANDS.map((name) => command([name, '--help'])));
    const flags = new Set(helps.flatMap(({ stdout }) => stdout.match(/--[a-z-]+/g) ?? []));
    const named = guideTable('command').flatMap((cells) => cells.join().match(/--[a-z-]+/g) ?? []);
    expect(named).to.have.length.above(10);
    expect(named.filter((flag) => !flags.has(flag))).to.deep.equal([]);
  });

  for (const [args, says] of [
    [[], /Usage: /],
    [['lsit'], /unknown command 'lsit'[\s\S]*Did you mean list\?/],
    [['list', '--stat', 'unlocked'], /unknown option '--stat'[\s\S]*Did you mean --state\?/],
    [
      ['list', '--state', 'hidden'],
      /'hidden' is invalid\. Allowed choices are unlocked, discovered, secret, all/,
    ],
    [['list', '--category', 'Cooking'], /There are: Agent Autonomy, .*Lifestyle\./],
    [['list', '--tier', 'Tin'], /There are: Copper, Silver, Gold, Diamond, Olympian\./],
    [['activity', '--days', '36501'], /a whole number from 1 to 36500/],
    [['list', '--limit', '0'], /a whole number from 1 on/],
    [['list', 'everything'], /too many arguments/],
    [['export', '--format', 'pdf'], /Allowed choices are json, markdown, svg/],
    [['serve', '--port', '65536'], /a number from 0 to 65535/],
    [['serve', '--refresh-every', '5'], /90s, 5m or 1h, or off/],
    [['scan', '--profile', '../other'], /^--profile takes the name of a profile/],
    [['status', '--home', ''], /^--home takes a path/],
    [['status', '--database-url', 'pg://h/d'], /^--database-url takes the address of a PostgreSQL database/],
    [
      ['status', '--database-url', 'postgres://h/d', '--database', 'f'],
      /of the options --database-url and --database /,
    ],
    [
      ['status', '--database-schema', 'hermes'],
      /^--database-schema is for .* takes --database-url beside it/,
    ],
    [
      ['status', '--database-url', 'postgres://h/d', '--homes', 'profiles'],
      /^--database-url goes into the list of homes/,
    ],
    [['status', '--name', 'laptop', '--homes', 'profiles'], /^--name is for one home/],
    [['status', '--time-zone', 'Mars/Olympus'], /^--time-zone takes the IANA name/],
  ] as const) {
    it(`refuses ${args.join(' ') || 'nothing'} with 2, and says what it takes`, async () => {
      const { stdout, stderr, code } = await command(args, { HERMES_HOME: home().path });
      expect({ stdout, code }).to.deep.equal({ stdout: '', code: 2 });
      expect(stderr)
        .to.match(says)
        .and.not.match(/\bat \S+ \(/);
    });
  }
});
