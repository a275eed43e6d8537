import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { endAll } from '../examples/run.js';
import { openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { servedHomes } from '../support/served.js';
import { calls, command, SESSIONS } from './command.js';

describe('The commands of time', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  const served = servedHomes(home);
  afterEach(endAll);
  beforeEach(() => writeHistory(home().databasePath, SESSIONS));

  const run = (...args: string[]) => command([...args, '--home', home().path]);

  it('history lists what was reached on which day, the latest first, and climbs with where they came from', async () => {
    const { stdout, stderr, code } = await run('history');
    expect(code).to.equal(0);
    expect(stderr).to.match(/^(\d+) of \1 unlocks and climbs shown\.\n$/);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).to.match(/^REACHED +BADGE +TIER +FROM +SEEN +SESSION$/);
    expect(stdout).to.match(/^2026-09-21 +Let Him Cook +Copper +\d{4}-\d\d-\d\d +busy$/m);

    const writer = await openWriter(home().databasePath);
    const messages = [{ role: 'assistant', tool_calls: calls(1_300) }];
    await writer.addSession({ id: 'new', started_at: 1_790_500_000, messages });
    await writer.close();
    expect((await run('history', '--limit', '1', '--cached')).stdout).to.not.include('2026-09-27');
    const after = await run('history', '--limit', '40');
    expect(after.stdout).to.match(/^2026-09-27 +Let Him Cook +Gold +Copper +\d{4}-\d\d-\d\d +new$/m);
  });

  it('history answers with --json as GET /history does', async () => {
    const { stdout } = await run('history', '--json', '--limit', '1');
    const { body } = await served().get('/history?limit=1');
    expect(JSON.parse(stdout)).to.deep.equal(body.items);
    expect(body.items).to.have.length(1);
  });

  it('activity draws a calendar without colours in a pipe, and tells of runs and records', async () => {
    const { stdout, stderr, code } = await run('activity');
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    expect(stdout)
      .to.match(/^Mon {2}[·░▒▓█ ]+$/m)
      .and.not.include('\u001b');
    expect(stdout).to.match(/^In a row +\d+ days?, at most 1 day$/m);
    expect(stdout).to.match(/^Longest session +2026-09-21, 1 message, (?:busy|calm)$/m);
    expect(stdout).to.not.include('Move the blog');
  });

  it('activity answers with --json as GET /activity does', async () => {
    const { stdout } = await run('activity', '--json', '--days', '400');
    expect(JSON.parse(stdout)).to.deep.equal((await served().get('/activity?days=400')).body);
    const { code, stderr } = await run('activity', '--days', '36501');
    expect(code).to.equal(2);
    expect(stderr).to.include('from 1 to 36500');
  });

  it('activity says how many days it draws where there is no room for those that were asked for', async () => {
    const { stdout, stderr, code } = await run('activity', '--days', '36500');
    expect(code).to.equal(0);
    const [, count = ''] =
      /^There is no room for more: the last (\d+) of 36,500 days are drawn\./.exec(stderr) ?? [];
    const squares = stdout
      .split('\n')
      .slice(1, 8)
      .join('\n')
      .match(/(?<= )[·░▒▓█]/g);
    expect(squares).to.have.length(Number(count)).and.length.above(300);
    for (const days of ['30', count]) {
      const fits = await run('activity', '--cached', '--days', days);
      expect(fits.stderr).to.equal('');
      expect(
        fits.stdout
          .split('\n')
          .slice(1, 8)
          .join('')
          .match(/[·░▒▓█]/g),
      ).to.have.length(Number(days));
    }
  });

  it('tell one day of one instant, that of the zone, and so does all else that is written', async () => {
    // Half past twelve in London is the next day in Kiritimati.
    const started_at = Date.UTC(2024, 10, 28, 12, 30) / 1000;
    const messages = [{ role: 'assistant', timestamp: started_at, tool_calls: calls(9_000) }];
    const east = join(home().path, 'east');
    await mkdir(east);
    await writeHistory(join(east, 'state.db'), [{ id: 'late', started_at, messages }]);
    for (const [name, ...args] of [
      ['scan'],
      ['status'],
      ['list', '--cached'],
      ['history', '--cached'],
      ['activity', '--cached'],
      ['export', '--cached', '--format', 'markdown'],
      ['export', '--cached', '--format', 'svg'],
    ]) {
      const there = ['--home', east, '--time-zone', 'Pacific/Kiritimati'];
      const { stdout, code } = await command([`${name}`, ...args, ...there]);
      const text = stdout.replaceAll('\u2011', '-');
      expect({ name, code }).to.deep.equal({ name, code: 0 });
      expect(text, name).to.include('2024-11-29').and.not.include('2024-11-28');
    }
  });

  it('say with --cached that nothing has been counted yet, and count nothing', async () => {
    for (const name of ['history', 'activity']) {
      const { stdout, stderr, code } = await run(name, '--cached');
      expect({ stdout, code }).to.deep.equal({ stdout: '', code: 1 });
      expect(stderr).to.match(/^Nothing has been counted here yet\./);
    }
  });

  it('list filters by tier, in any case, and names the tiers where it is none', async () => {
    const { stdout } = await run('list', '--tier', 'copper', '--json');
    const tiers = JSON.parse(stdout).achievements.map(({ tier }: { tier: string }) => tier);
    expect(new Set(tiers)).to.deep.equal(new Set(['Copper']));
    const { code, stderr } = await run('list', '--tier', 'tin');
    expect(code).to.equal(2);
    expect(stderr).to.include('Copper, Silver, Gold, Diamond, Olympian');
  });
});
