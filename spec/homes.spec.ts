import { expect } from 'chai';
import { resolveOptions } from '#src/options.js';

const NOTHING = {};

describe('the option homes', () => {
  it('take several homes, each with its defaults, and refuse one that is wrong by its place', () => {
    const list = (...homes: unknown[]) =>
      Reflect.apply(resolveOptions, undefined, [{ hermesHome: '/srv', homes }, NOTHING]);
    expect(resolveOptions({ hermesHome: '/srv', homes: 'profiles' }, NOTHING)).to.deep.include({
      homes: { kind: 'profiles', hermesHome: '/srv' },
      stateDir: '/srv/plugin-data/hermes-achievements-router/cabinet',
      unlockCopyPath: undefined,
    });
    const sqlite = (home: string) => ({ kind: 'sqlite', databasePath: `${home}/state.db`, home });
    const rest = { source: undefined, titles: true };
    expect(
      list(
        { name: 'a' },
        { name: 'b', profile: 'p', titles: false },
        { name: 'c', databasePath: '/x.db' },
        { name: 'd', databaseUrl: 'postgres://h/d', databaseSchema: 's' },
      ).homes,
    ).to.deep.equal({
      kind: 'list',
      homes: [
        { ...rest, name: 'a', home: '/srv', history: sqlite('/srv') },
        {
          ...rest,
          name: 'b',
          home: '/srv/profiles/p',
          history: sqlite('/srv/profiles/p'),
          titles: false,
        },
        { ...rest, name: 'c', home: undefined, history: { kind: 'sqlite', databasePath: '/x.db' } },
        {
          ...rest,
          name: 'd',
          home: undefined,
          history: { kind: 'postgres', url: 'postgres://h/d', schema: 's', profile: undefined },
        },
      ],
    });
    const source = { open: async () => Promise.reject(new Error('not asked for')) };
    const wrong: readonly (readonly [RegExp, ...unknown[]])[] = [
      [/^Option homes\[1\]\.name takes a name/, { name: 'a' }, { name: ' ' }],
      [/^Option homes\[0\]\.titles takes true or false/, { name: 'a', titles: 1 }],
      [/^Option homes\[0\]\.profile takes/, { name: 'a', profile: '../b' }],
      [/there is no title\.$/, { name: 'a', title: false }],
      [/two homes called "a"/, { name: 'a' }, { name: 'a' }],
      [
        /^Option homes\[0\]\.databaseUrl takes the address of a PostgreSQL database, such as \S+, with %40 for an @ in a password\.$/,
        { name: 'a', databaseUrl: 'mysql://u:secret@h/d' },
      ],
      [
        /databaseUrl and databasePath give one only/,
        { name: 'a', databaseUrl: 'postgres://h/d', databasePath: '/x.db' },
      ],
      [/not both/, { name: 'a', source }, { name: 'b' }],
    ];
    for (const [message, ...homes] of wrong) expect(() => list(...homes)).to.throw(message);
  });
});
