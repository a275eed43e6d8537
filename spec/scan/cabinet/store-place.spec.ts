import { cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createStorePlace, type OwnHome, type StoreCabinetPlace } from '#src/scan/cabinet/store-place.js';
import { createMembershipFile } from '#src/store/home-ids.js';
import { homeLease } from '#src/store/lease.js';
import { type TestStore, testStore } from '../../store/support.js';
import { temporaryHome } from '../../support/home.js';
import { postgresServer, withPostgres } from '../../support/postgres/server.js';
import { rejection } from '../../support/rejection.js';

const homeAt = (name: string, place = `place of ${name}`): OwnHome => ({
  name,
  place,
  titles: true,
  isShared: false,
});

withPostgres('Homes of one’s own, as they join a store,', () => {
  const server = postgresServer();
  const home = temporaryHome();
  let store: TestStore;
  let number = 0;
  beforeEach(() => {
    store = testStore(server(), `joining_${++number}`);
  });
  afterEach(() => store.close());

  const stateDirOf = (name: string) => join(home().path, name);
  const known = async (name: string) => (await createMembershipFile(stateDirOf(name)).load())?.homes ?? [];
  const inStore = () => store.sql('SELECT id, name, has_left FROM $schema.home ORDER BY joined');

  async function turn(
    name: string,
    list: () => Promise<readonly OwnHome[]>,
    during: (place: StoreCabinetPlace) => Promise<void> = async () => {},
  ): Promise<void> {
    const place = createStorePlace({ store: store.place, stateDir: stateDirOf(name), homes: list });
    try {
      const held = await place.turn.take();
      expect(held).to.not.equal(undefined);
      await during(place);
      await held?.release();
    } finally {
      await place.close();
    }
  }

  /** The homes of a state directory have their turn. */
  const joins = (name: string, ...list: readonly OwnHome[]) => turn(name, async () => list);

  /** As `joins`, but nothing can be saved from when the list is known until it is over. */
  async function joinsUnsaved(name: string, ...list: readonly OwnHome[]): Promise<void> {
    const directory = stateDirOf(name);
    await mkdir(directory, { recursive: true });
    const blocked = turn(name, async () => {
      await rename(directory, `${directory}.away`);
      await writeFile(directory, 'in the way');
      return list;
    });
    await rejection(blocked, 'ERR_ACHIEVEMENTS_STATE');
    await rm(directory);
    await rename(`${directory}.away`, directory);
  }

  it('have ids that are remembered before the store hears of them', async () => {
    await joins('first', homeAt('z'));
    const before = await inStore();
    await joinsUnsaved('laptop', homeAt('x'));
    expect(await inStore()).to.deep.equal(before);
  });

  it('keep them, and nothing is written while all is as it was', async () => {
    const list = ['x', 'y'].map((name) => homeAt(name));
    await joins('laptop', ...list);
    const homes = await known('laptop');
    expect(homes.map(({ name, place }) => [name, place])).to.deep.equal([
      ['x', 'place of x'],
      ['y', 'place of y'],
    ]);
    expect(await inStore()).to.deep.equal(homes.map(({ id, name }) => [id, name, false]));
    const file = join(stateDirOf('laptop'), 'store.json');
    const { ino } = await stat(file);
    await joins('laptop', ...list);
    expect(await known('laptop')).to.deep.equal(homes);
    expect((await stat(file)).ino).to.equal(ino);
  });

  it('leave it once when they leave the list, which is remembered, and come back under their ids', async () => {
    await joins('laptop', homeAt('x'), homeAt('y'));
    const [x, y] = await known('laptop');
    const left = async () => (await inStore()).filter(([, , hasLeft]) => hasLeft).map(([id]) => id);
    await joins('laptop', homeAt('x'));
    expect(await left()).to.deep.equal([y?.id]);
    expect(await known('laptop')).to.deep.equal([x, { ...y, hasLeft: true }]);
    // Another state directory has it by now.
    await store.sql('UPDATE $schema.home SET has_left = false');
    await joins('laptop', homeAt('x'));
    expect(await left()).to.deep.equal([]);
    await joins('laptop', homeAt('x'), homeAt('y'));
    expect(await known('laptop')).to.deep.equal([x, y]);
  });

  it('are told again that they have left when that could not be remembered', async () => {
    await joins('laptop', homeAt('x'), homeAt('y'));
    await joinsUnsaved('laptop', homeAt('x'));
    await store.sql('UPDATE $schema.home SET has_left = false');
    await joins('laptop', homeAt('x'));
    expect((await inStore()).map(([, name, hasLeft]) => [name, hasLeft])).to.deep.equal([
      ['x', false],
      ['y', true],
    ]);
  });

  it('stay where a copy of their state directory has none of them', async () => {
    await joins('laptop', homeAt('x'), homeAt('y'));
    await cp(stateDirOf('laptop'), stateDirOf('copy'), { recursive: true });
    await joins('copy', homeAt('z'));
    expect((await inStore()).map(([, name, hasLeft]) => [name, hasLeft])).to.deep.equal([
      ['x', false],
      ['y', false],
      ['z', false],
    ]);
  });

  it('have their name back when a copy that took it turns out to be another home', async () => {
    await joins('laptop', homeAt('x', 'the same place'));
    const [before] = await inStore();
    await cp(stateDirOf('laptop'), stateDirOf('copy'), { recursive: true });
    await turn(
      'copy',
      async () => [homeAt('z', 'the same place')],
      async (place) => {
        await place.shared.renew('z');
        const [{ id } = expect.fail('no home')] = await known('copy');
        const leases = await store.sql('SELECT name FROM $schema.lease WHERE expires_at > now()');
        expect(leases.flat()).to.include(homeLease(id));
      },
    );
    const [first, second] = await inStore();
    expect(first).to.deep.equal(before);
    expect(second?.slice(1)).to.deep.equal(['z', false]);
    expect((await known('copy')).map(({ id, name }) => [id, name])).to.deep.equal([[second?.[0], 'z']]);
  });
});
