import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import { type AchievementsOptions, resolveOptions } from '#src/options.js';
import { machineZone } from '#src/time-zone/time-zone.js';

const NOTHING = {};

/** The error of options that may be anything: what a caller without a compiler can pass. */
function refusal(options: unknown): AchievementsError {
  try {
    Reflect.apply(resolveOptions, undefined, [options, NOTHING]);
  } catch (error) {
    if (error instanceof AchievementsError) return error;
    throw error;
  }
  throw new Error('the options were taken');
}

describe('options', () => {
  it('have a default each', () => {
    const { logger, ...config } = resolveOptions(undefined, NOTHING);
    const home = join(homedir(), '.hermes');
    expect(config).to.deep.equal({
      home,
      profile: 'default',
      history: { kind: 'sqlite', databasePath: join(home, 'state.db'), home },
      homes: undefined,
      stateDir: join(home, 'plugins', 'hermes-achievements'),
      unlockCopyPath: join(home, 'plugin-data', 'hermes-achievements-router', 'state.json'),
      ttlMs: 120_000,
      bootstrapWaitMs: 5_000,
      rescanWaitMs: 5_000,
      source: undefined,
      store: undefined,
      sunset: undefined,
      refreshEveryMs: undefined,
      recheckEveryMs: 86_400_000,
      page: true,
      protectWrites: true,
      timeZone: machineZone(process.env),
      allowedHosts: undefined,
    });
    expect(logger).to.have.all.keys('debug', 'info', 'warn', 'error');
    expect(() => logger.error('unheard')).not.to.throw();
  });

  it('are taken as they are given', () => {
    const config = resolveOptions(
      {
        hermesHome: '/srv/hermes',
        databasePath: '/srv/history.db',
        stateDir: '/srv/state',
        ttlMs: 0,
        bootstrapWaitMs: 1,
        rescanWaitMs: 2 ** 31 - 1,
        refreshEveryMs: 300_000,
        page: false,
        protectWrites: false,
        timeZone: 'Asia/Tokyo',
      },
      { HERMES_HOME: '/elsewhere', TZ: 'Europe/Berlin' },
    );
    expect(config.history).to.include({ databasePath: '/srv/history.db' });
    expect(config).to.include({
      home: '/srv/hermes',
      stateDir: '/srv/state',
      unlockCopyPath: undefined,
      ttlMs: 0,
      bootstrapWaitMs: 1,
      rescanWaitMs: 2 ** 31 - 1,
      refreshEveryMs: 300_000,
      page: false,
      protectWrites: false,
      timeZone: 'Asia/Tokyo',
    });
  });

  it('that are undefined count as not given', () => {
    const given: AchievementsOptions = { ttlMs: undefined, page: undefined, hermesHome: undefined };
    expect(resolveOptions(given, NOTHING)).to.include({ ttlMs: 120_000, page: true });
  });

  describe('for paths', () => {
    it('take the home from HERMES_HOME, unless that is blank', () => {
      expect(resolveOptions({}, { HERMES_HOME: '/srv/hermes' }).home).to.equal('/srv/hermes');
      expect(resolveOptions({}, { HERMES_HOME: ' ' }).home).to.equal(join(homedir(), '.hermes'));
    });

    it('name the profile whose home it is, however that was given', () => {
      const name = (options: AchievementsOptions) => resolveOptions(options, NOTHING).profile;
      expect(name({})).to.equal('default');
      expect(name({ hermesHome: '/srv/hermes' })).to.equal('default');
      expect(name({ hermesHome: '/srv/hermes', profile: 'work' })).to.equal('work');
      expect(name({ hermesHome: '/srv/hermes/profiles/work' })).to.equal('work');
      expect(name({ hermesHome: '/srv/hermes/profiles/work/' })).to.equal('work');
      expect(name({ hermesHome: '/srv/profiles' })).to.equal('default');
      expect(resolveOptions({}, { HERMES_HOME: '/srv/profiles/home' }).profile).to.equal('home');
    });

    it('keep a second copy of the unlocks beside the folder of the plugin, also where that is named', () => {
      const copy = (stateDir: string, profile?: string) =>
        resolveOptions({ hermesHome: '/srv/hermes', stateDir, profile }, NOTHING).unlockCopyPath;
      for (const end of ['', '/', '/../hermes-achievements'])
        expect(copy(`/srv/hermes/plugins/hermes-achievements${end}`)).to.match(/^\/srv\/hermes\/plugin-data/);
      const ofWork = '/srv/hermes/profiles/work/plugins/hermes-achievements';
      expect([copy(ofWork), copy('/srv/hermes/plugins/other')]).to.deep.equal([undefined, undefined]);
      expect(copy(ofWork, 'work')).to.match(/profiles.work.plugin-data/);
    });

    it('put a profile below the home, given or not', () => {
      const below = join('/srv/hermes', 'profiles', 'work');
      expect(resolveOptions({ profile: 'work' }, { HERMES_HOME: '/srv/hermes' })).to.include({
        home: below,
        stateDir: join(below, 'plugins', 'hermes-achievements'),
        unlockCopyPath: join(below, 'plugin-data', 'hermes-achievements-router', 'state.json'),
      });
      const { home, history } = resolveOptions({ profile: 'work', hermesHome: '/srv/hermes' }, NOTHING);
      expect(home).to.equal(below);
      expect(history).to.deep.equal({ kind: 'sqlite', databasePath: join(below, 'state.db'), home: below });
    });

    it('read a leading ~ as the home directory, and no other', () => {
      const home = (hermesHome: string) => resolveOptions({ hermesHome }, NOTHING).home;
      expect(home('~')).to.equal(homedir());
      expect(home('~/h')).to.equal(join(homedir(), 'h'));
      expect(home('/srv/~/h')).to.equal('/srv/~/h');
      expect(home('~name/h')).to.equal(resolve('~name/h'));
      expect(resolveOptions({}, { HERMES_HOME: '~/h' }).home).to.equal(join(homedir(), 'h'));
    });

    it('make relative ones absolute at once', () => {
      expect(resolveOptions({ databasePath: 'history.db' }, NOTHING).history).to.include({
        databasePath: resolve('history.db'),
      });
    });
  });

  it('take the time zone from TZ, as the C library reads it, unless it is given', () => {
    const zone = (TZ: string) => resolveOptions({}, { TZ }).timeZone;
    expect(zone('Europe/Berlin')).to.equal('Europe/Berlin');
    expect(zone('CET-1CEST,M3.5.0,M10.5.0/3')).to.equal('CET-1CEST,M3.5.0,M10.5.0/3');
    expect(resolveOptions({ timeZone: 'Asia/Tokyo' }, { TZ: 'Europe/Berlin' }).timeZone).to.equal(
      'Asia/Tokyo',
    );
  });

  describe('for the sunset', () => {
    const takes: readonly (readonly [Date | string, number])[] = [
      [new Date(Date.UTC(2027, 0, 31)), Date.UTC(2027, 0, 31)],
      ['2027-01-31', Date.UTC(2027, 0, 31)],
      ['2027-01-31T12:00Z', Date.UTC(2027, 0, 31, 12)],
      ['2027-01-31T12:00:00.500+02:00', Date.UTC(2027, 0, 31, 10, 0, 0, 500)],
    ];
    for (const [sunset, time] of takes) {
      it(`take ${sunset instanceof Date ? 'a Date' : sunset}`, () => {
        expect(resolveOptions({ sunset }, NOTHING).sunset).to.equal(time);
      });
    }

    it('keep no hold on the Date that was given', () => {
      const sunset = new Date(0);
      const config = resolveOptions({ sunset }, NOTHING);
      sunset.setTime(1);
      expect(config.sunset).to.equal(0);
    });
  });

  const refused: { readonly [Name in keyof Required<AchievementsOptions>]: readonly unknown[] } = {
    hermesHome: ['', ' ', 'a\0b', 1, null, {}, ['/srv']],
    profile: ['', '.', '..', 'a/b', 'a\\b', '../a', 'a\0b', 7],
    databasePath: ['', '\0', false, new URL('file:///srv/state.db')],
    homes: [null, 'all', 'profile', [], {}, true],
    databaseUrl: ['', 'mysql://h/d', 'postgres://h:port/d', 'postgres://%/d', '/srv/state.db', 7, null],
    databaseSchema: ['', 'a\0b', null],
    databaseProfile: ['', 7],
    store: ['', 'mysql://h/d', 'postgres://h:port/d', '/srv/cabinet', 7, null],
    storeSchema: ['', ' ', 'a\0b', 'pg_mine', 'é'.repeat(32), 7, null],
    stateDir: ['', null],
    ttlMs: [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '120000', null, 5n, true],
    bootstrapWaitMs: [-0.5, '1', Number.NEGATIVE_INFINITY],
    rescanWaitMs: [-1, '5s', []],
    source: [null, {}, { open: true }, () => undefined, 'sqlite'],
    sunset: [
      new Date(Number.NaN),
      new Date(-1),
      new Date(8.64e15),
      '',
      'soon',
      '2027',
      '2027-02-31',
      '2027-13-01',
      '2027-01-31T25:00Z',
      '2027-01-31T12:00',
      1_800_000_000,
      null,
    ],
    refreshEveryMs: [0, true, -1, 2 ** 31, '5m', Number.NaN],
    recheckEveryMs: [0, true, -1, 2 ** 31, '1d', Number.NaN],
    page: ['true', 1, 0, null],
    protectWrites: ['false', 0, null],
    timeZone: ['', 'Mars/Olympus', 'CET-1CEST', '+02:00', 'Etc/Unknown', 'Europe/Berlin\n', 2, null],
    allowedHosts: [
      'localhost',
      [],
      [7],
      [''],
      ['localhost', 'localhost:3000'],
      ['::1'],
      ['[::1'],
      ['*.example.com'],
      ['http://localhost'],
      ['a b'],
      ['.'],
      ['256.1.1.1.1:'],
      ['[::1::]'],
      null,
      true,
    ],
    logger: [null, {}, 'console', { debug() {}, info() {}, warn() {} }],
  };
  for (const [name, values] of Object.entries(refused)) {
    it(`refuse a wrong ${name}, naming it and what it takes`, () => {
      for (const value of values) {
        const error = refusal({ [name]: value });
        expect(error.code).to.equal('ERR_ACHIEVEMENTS_OPTION');
        expect(error.message).to.match(new RegExp(`^Option ${name} takes .+; got .+\\.$`, 's'));
      }
    });
  }

  it('say what they got, in short, and run none of its code', () => {
    const got = (value: unknown) => refusal({ ttlMs: value }).message.replace(/.*; got /s, '');
    expect(got('2 minutes\n')).to.equal('"2 minutes\\n".');
    expect(got('x'.repeat(10_000))).to.have.length.below(60);
    expect(got(Number.NaN)).to.equal('NaN.');
    expect(got(null)).to.equal('null.');
    expect(got([1])).to.equal('an array.');
    expect(got(Symbol('s'))).to.equal('a symbol.');
    expect(
      got({
        toString() {
          throw new Error('was run');
        },
      }),
    ).to.equal('an object.');
  });

  it('take host names as browsers write them, and tell which one is none', () => {
    const { allowedHosts } = resolveOptions(
      { allowedHosts: ['LocalHost.', '127.0.0.1', '[0:0::1]', 'bücher.example', 'my_box'] },
      NOTHING,
    );
    expect(allowedHosts).to.deep.equal([
      'localhost',
      '127.0.0.1',
      '[::1]',
      'xn--bcher-kva.example',
      'my_box',
    ]);
    expect(refusal({ allowedHosts: ['localhost', 'localhost:3000'] }).message).to.equal(
      'Option allowedHosts takes a list of host names without ports, such as localhost, 127.0.0.1 and [::1]; ' +
        'got "localhost:3000".',
    );
  });

  it('take false for no refresh of their own, and for no second look at what is known', () => {
    expect(resolveOptions({ recheckEveryMs: false }, NOTHING).recheckEveryMs).to.equal(undefined);
    expect(resolveOptions({ refreshEveryMs: false }, NOTHING).refreshEveryMs).to.equal(undefined);
  });

  const misspelled: readonly (readonly [string, string])[] = [
    ['ttlMS', 'ttlMs'],
    ['ttl', 'ttlMs'],
    ['hermes_home', 'hermesHome'],
    ['databasPath', 'databasePath'],
    ['protectwrite', 'protectWrites'],
    ['logers', 'logger'],
  ];
  for (const [slip, meant] of misspelled) {
    it(`suggest ${meant} for ${slip}`, () => {
      const error = refusal({ [slip]: undefined });
      expect(error.code).to.equal('ERR_ACHIEVEMENTS_OPTION');
      expect(error.message).to.equal(`There is no option "${slip}". Did you mean ${meant}?`);
    });
  }

  it('name all there are when none is near', () => {
    const { message } = refusal({ colour: 'red' });
    expect(message).to.include('There is no option "colour".').and.include('ttlMs').and.include('logger');
  });

  it('must be an object', () => {
    for (const options of [null, [], 'state.db', 5, true, () => undefined]) {
      const error = refusal(options);
      expect(error.code).to.equal('ERR_ACHIEVEMENTS_OPTION');
      expect(error.message).to.match(/^The options must be an object, or left out; got .+\.$/);
    }
  });

  it('are read once, and never later', async () => {
    const heard: string[] = [];
    let reads = 0;
    const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => heard.push(message) };
    const source = { opened: 0, open: async () => Promise.reject(new Error('the first')) };
    const options = {
      get ttlMs() {
        reads += 1;
        return reads;
      },
      logger,
      source,
    };
    const config = resolveOptions(options, NOTHING);
    logger.error = () => 0;
    source.open = async () => Promise.reject(new Error('the second'));
    config.logger.error('still heard');
    expect(heard).to.deep.equal(['still heard']);
    expect(reads).to.equal(1);
    expect(await config.source?.open().catch(String)).to.equal('Error: the first');
  });

  it('keep what a logger throws from the rest', () => {
    const fail = () => {
      throw new Error('disk full');
    };
    const { logger } = resolveOptions(
      { logger: { debug: fail, info: fail, warn: fail, error: fail } },
      NOTHING,
    );
    expect(() => logger.error('lost')).not.to.throw();
  });

  it('let a logger and a source keep their this', async () => {
    class Memory {
      readonly lines: string[] = [];
      debug() {}
      info() {}
      warn(line: string) {
        this.lines.push(line);
      }
      error() {}
      async open() {
        return Promise.reject(new Error(this.lines.join()));
      }
    }
    const memory = new Memory();
    const config = resolveOptions({ logger: memory, source: memory }, NOTHING);
    config.logger.warn('kept');
    expect(await config.source?.open().catch(String)).to.equal('Error: kept');
  });
});
