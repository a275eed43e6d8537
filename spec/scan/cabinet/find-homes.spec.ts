import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Profiles } from '#src/scan/cabinet/find-homes.js';
import { temporaryHome } from '../../support/home.js';

describe('The profiles of a home', () => {
  const home = temporaryHome();
  const kept = new Set<string>();
  const find = () => new Profiles(home().path, async (name) => kept.has(name));
  const directory = (name: string) => join(home().path, 'profiles', name);
  const make = async (name: string, history = true) => {
    await mkdir(directory(name), { recursive: true });
    if (history) await writeFile(join(directory(name), 'state.db'), '');
  };
  const names = async (profiles: Profiles) => (await profiles.list()).map(({ name }) => name);

  beforeEach(async () => {
    kept.clear();
    await writeFile(home().databasePath, '');
  });

  it('are found behind the home itself, by name, as soon as they have a history', async () => {
    const profiles = find();
    expect(await names(profiles)).to.deep.equal(['default']);
    await make('work');
    await make('Play');
    await make('empty', false);
    await writeFile(directory('file'), '');
    expect(await profiles.list()).to.deep.equal(
      [
        ['default', home().path],
        ['Play', directory('Play')],
        ['work', directory('work')],
      ].map(([name, path = '']) => ({
        name,
        home: path,
        history: { kind: 'sqlite', databasePath: join(path, 'state.db'), home: path },
      })),
    );
    await make('empty');
    expect(await names(profiles)).to.deep.equal(['default', 'Play', 'empty', 'work']);
  });

  it('stay when their history goes, and go with their directory', async () => {
    await make('work');
    const profiles = find();
    await profiles.list();
    await rm(join(directory('work'), 'state.db'));
    expect(await names(profiles)).to.deep.equal(['default', 'work']);
    await rename(directory('work'), `${home().path}/away`);
    expect(await names(profiles)).to.deep.equal(['default']);
    await rename(`${home().path}/away`, directory('work'));
    expect(await names(profiles), 'it has no history').to.deep.equal(['default']);
  });

  it('stay after a restart when something is known of them', async () => {
    await make('work', false);
    await make('new', false);
    kept.add('work').add('gone');
    expect(await names(find())).to.deep.equal(['default', 'work']);
  });

  it('are all there is where the home itself never had a history', async () => {
    await rm(home().databasePath);
    const profiles = find();
    expect(await names(profiles), 'whose trouble is told').to.deep.equal(['default']);
    await make('work');
    expect(await names(profiles)).to.deep.equal(['work']);
    await writeFile(home().databasePath, '');
    expect(await names(profiles)).to.deep.equal(['default', 'work']);
    await rm(home().databasePath);
    expect(await names(profiles), 'it had one').to.deep.equal(['default', 'work']);
    kept.add('default');
    expect(await names(find())).to.deep.equal(['default', 'work']);
  });

  it('are not called as the home itself: such a one is left out, and it is said what to do', async () => {
    await make('default', false);
    const profiles = find();
    expect((await profiles.list())[0]?.notice).to.equal(undefined);
    await make('default');
    await make('work');
    const [root, ...others] = await profiles.list();
    expect(root).to.include({ name: 'default', home: home().path });
    expect(root?.notice).to.match(/called "default".*Rename its folder/);
    expect(others.map(({ name, notice }) => [name, notice])).to.deep.equal([['work', undefined]]);
    await rename(directory('default'), directory('other'));
    expect((await profiles.list()).map(({ name, notice }) => [name, notice])).to.deep.equal([
      ['default', undefined],
      ['other', undefined],
      ['work', undefined],
    ]);
  });

  it('stay as they were when nobody can look', async () => {
    await make('work');
    const profiles = find();
    await profiles.list();
    await rename(home().path, `${home().path}.away`);
    try {
      expect(await names(profiles)).to.deep.equal(['default', 'work']);
    } finally {
      await rename(`${home().path}.away`, home().path);
    }
    await rename(join(home().path, 'profiles'), join(home().path, 'away'));
    expect(await names(profiles)).to.deep.equal(['default']);
  });
});
