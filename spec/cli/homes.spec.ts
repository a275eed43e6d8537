import { rename } from 'node:fs/promises';
import { expect } from 'chai';
import { endAll } from '../examples/run.js';
import { temporaryHome } from '../support/home.js';
import { profilesIn, session, T } from '../support/profiles.js';
import { command } from './command.js';

describe('The command, of several homes', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  const { databaseOf, three, write } = profilesIn(home);
  afterEach(endAll);
  beforeEach(three);

  const run = (...args: string[]) => command([...args, '--homes', 'profiles'], { HERMES_HOME: home().path });
  const counted = async (...args: string[]): Promise<number> => {
    const { stdout } = await run('list', '--json', ...args);
    const { achievements }: { achievements: { threshold_metric?: string; progress: number }[] } =
      JSON.parse(stdout);
    return achievements.find((badge) => badge.threshold_metric === 'traceback_events')?.progress ?? -1;
  };

  it('counts all of them, and one alone that is named', async () => {
    expect(await counted()).to.equal(3 + 4 + 7 + 1);
    expect(await counted('--home', 'work')).to.equal(11);
    expect(await counted('--home', 'default')).to.equal(5);
    expect(await counted('--home', home().path)).to.equal(15);
  });

  it('says which there are where one is named that there is not', async () => {
    const { stdout, stderr, code } = await run('list', '--home', 'other');
    expect({ stdout, code }).to.deep.equal({ stdout: '', code: 1 });
    expect(stderr).to.include('There is no home of that name').and.include('"default", "play", "work"');
    expect(stderr).to.not.include(home().path);
  });

  it('tells the status of each, and what is wrong with it', async () => {
    await write('odd\n\u001b[31mred', [session('z', 1, T + 9)]);
    await run('scan');
    await rename(databaseOf('work'), `${databaseOf('work')}.away`);
    await run('scan');
    const { stdout, code } = await run('status');
    expect(code).to.equal(0);
    expect(stdout.match(/^Home .*$/gm)?.map((line) => line.replace(/ +/g, ' '))).to.deep.equal([
      'Home default: sessions 2, messages 5',
      'Home odd [31mred: sessions 1, messages 1',
      'Home play: sessions 1, messages 1',
      'Home work: sessions 2, messages 11, as far as is known. Hermes has not written a history yet: there is no history database ' +
        'where one was expected. Use Hermes once, or check the options --home, --profile and --database.',
    ]);
  });

  it('tells the status of one alone that is named, and that there is no other', async () => {
    await write('play', [session('p', 400, T)]);
    await run('scan');
    const unlocked = async (...args: string[]) =>
      (await run('status', ...args)).stdout.match(/^Unlocked +(.*)$/m)?.[1];
    const { stdout } = await run('list', '--json', '--home', 'work');
    const { unlocked_count, total_count }: { unlocked_count: number; total_count: number } =
      JSON.parse(stdout);
    expect(await unlocked('--home', 'work')).to.equal(`${unlocked_count} of ${total_count}`);
    expect(await unlocked('--home', 'work')).to.not.equal(await unlocked());
    const { stderr, code } = await run('status', '--home', 'other');
    expect(code).to.equal(1);
    expect(stderr).to.include('There is no home of that name');
  });

  it('refuses what goes into a list of homes', async () => {
    for (const flags of [
      ['--profile', 'work'],
      ['--database', 'state.db'],
    ]) {
      const { stderr, code } = await run('list', ...flags);
      expect(code, flags.join(' ')).to.equal(2);
      expect(stderr).to.include('goes into the list of homes');
    }
  });
});
