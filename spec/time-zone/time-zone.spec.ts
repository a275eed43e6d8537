import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { ianaName, namedOffsets } from '#src/time-zone/named-zone.js';
import { localTimeIn, machineZone } from '#src/time-zone/time-zone.js';
import { temporaryHome } from '../support/home.js';
import { cLibraryTimes, written } from './c-library.js';

const HOUR = 3_600;
// Friday 2025-07-04 23:30:00 UTC, and Wednesday 2025-01-01 01:00:00 UTC.
const FRIDAY_NIGHT = 1_751_671_800;
const WINTER = 1_735_693_200;
const ZONEINFO = '/usr/share/zoneinfo';

/** What a router that is told nothing counts by, in a process that runs with this `TZ`. */
function localTimesIn(TZ: string): { weekday: number; hour: number }[] {
  const program = `
    import { localTimeIn, machineZone } from '#src/time-zone/time-zone.js';
    const localTime = localTimeIn(machineZone(process.env));
    process.stdout.write(JSON.stringify([${FRIDAY_NIGHT}, ${WINTER}].map(localTime)));
  `;
  const env = { ...process.env, TZ };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { env });
  return JSON.parse(stdout.toString());
}

describe('the time zone', () => {
  const home = temporaryHome();

  const berlin = [
    { day: 20_274, weekday: 6, hour: 1 },
    { day: 20_089, weekday: 3, hour: 2 },
  ];
  const machines: readonly (readonly [TZ: string, times: readonly object[]])[] = [
    ['UTC', [{ day: 20_273, weekday: 5, hour: 23 }, { day: 20_089, weekday: 3, hour: 1 }]],
    ['', [{ day: 20_273, weekday: 5, hour: 23 }, { day: 20_089, weekday: 3, hour: 1 }]],
    ['America/New_York', [{ day: 20_273, weekday: 5, hour: 19 }, { day: 20_088, weekday: 2, hour: 20 }]],
    ['Europe/Berlin', berlin],
    [':Europe/Berlin', berlin],
    ['posix/Europe/Berlin', berlin],
    ['CET-1CEST,M3.5.0,M10.5.0/3', berlin],
    [':CET-1CEST,M3.5.0,M10.5.0/3', berlin],
    ['<+08>-8', [{ day: 20_274, weekday: 6, hour: 7 }, { day: 20_089, weekday: 3, hour: 9 }]],
    ['AST4ADT', [{ day: 20_273, weekday: 5, hour: 20 }, { day: 20_088, weekday: 2, hour: 21 }]],
    ['No/Such_Zone', [{ day: 20_273, weekday: 5, hour: 23 }, { day: 20_089, weekday: 3, hour: 1 }]],
  ]; // biome-ignore format: a table is read by rows
  for (const [TZ, times] of machines) {
    it(`of a machine with TZ=${TZ} is that of its C library`, () => {
      expect(localTimesIn(TZ)).to.deep.equal(times);
    });
  }

  it('of a machine without TZ is what the system says', () => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    expect(machineZone({})).to.equal(ianaName(timeZone) ?? 'UTC');
  });

  describe('may be a file', () => {
    before(function () {
      if (!existsSync(join(ZONEINFO, 'Europe/Berlin'))) this.skip();
    });

    it('of the zone database', () => {
      expect(machineZone({ TZ: `${ZONEINFO}/Europe/Berlin` })).to.equal('Europe/Berlin');
      expect(machineZone({ TZ: `:${ZONEINFO}/Europe/Berlin` })).to.equal('Europe/Berlin');
    });

    it('that leads there', () => {
      const link = join(home().path, 'localtime');
      symlinkSync(join(ZONEINFO, 'Asia/Tokyo'), link);
      expect(machineZone({ TZ: link })).to.equal('Asia/Tokyo');
    });

    it('that is a copy: then the rules at its end hold', () => {
      const copy = join(home().path, 'localtime');
      copyFileSync(join(ZONEINFO, 'Europe/Berlin'), copy);
      const zone = machineZone({ TZ: `:${copy}` });
      expect([FRIDAY_NIGHT, WINTER].map(localTimeIn(zone))).to.deep.equal(berlin);
    });

    it('that is none: then it is UTC', () => {
      const text = join(home().path, 'localtime');
      writeFileSync(text, 'TZif is what it says\n\nnot what it is\n');
      for (const TZ of [text, home().path, '/nowhere']) expect(machineZone({ TZ }), TZ).to.equal('UTC');
    });
  });

  it('has one name, whoever writes it', () => {
    expect(machineZone({ TZ: 'europe/berlin' })).to.equal('Europe/Berlin');
    for (const TZ of ['Europe/Berlin', 'UTC', 'IST-5:30', 'EST5EDT'])
      expect(machineZone({ TZ: machineZone({ TZ }) })).to.equal(machineZone({ TZ }));
  });

  it('of a name that is none is UTC', () => {
    expect(localTimeIn('No/Such_Zone')(FRIDAY_NIGHT)).to.deep.equal({ day: 20_273, weekday: 5, hour: 23 });
  });

  it('changes its clocks from one second to the next, there and back', () => {
    const offsetAt = namedOffsets('Europe/Berlin');
    const spring = Date.UTC(2025, 2, 30, 1) / 1000;
    const autumn = Date.UTC(2025, 9, 26, 1) / 1000;
    const around = [spring - 1, spring, spring + 1, autumn - 1, autumn, autumn + 1];
    expect(around.map(offsetAt)).to.deep.equal([1, 2, 2, 2, 1, 1].map((hours) => hours * HOUR));
  });

  // Of half and quarter hours, of half an hour of summer, across the date line, with a Ramadan, with changes in the same month.
  const ZONES = [
    'America/Boa_Vista', 'America/New_York', 'America/Noronha', 'America/Sao_Paulo', 'America/St_Johns', 'Africa/Cairo', 'Africa/Casablanca', 'Africa/Monrovia', 'Antarctica/Troll',
    'Asia/Gaza', 'Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Pyongyang', 'Asia/Tehran', 'Asia/Tokyo', 'Australia/Lord_Howe', 'Europe/Berlin', 'Europe/Dublin', 'Europe/Istanbul',
    'Europe/Moscow', 'Pacific/Apia', 'Pacific/Chatham', 'Pacific/Kiritimati', 'UTC',
  ]; // biome-ignore format: a list is read as one

  for (const zone of ZONES) {
    it(`agrees with Intl on ${zone}, whenever that is asked`, function () {
      this.timeout(20_000);
      const offsetAt = namedOffsets(zone);
      const format = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      });
      const check = (instant: number) => {
        expect(written(instant, offsetAt(instant))).to.equal(format.format(instant * 1000));
      };
      fc.assert(fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 11, 31) / 1000 }), check), {
        numRuns: 500,
      });
      // The ends of the spans that are searched.
      for (let end = 3 * 86_400; end < Date.UTC(2100, 0) / 1000; end += 3 * 86_400) {
        check(end - 1);
        check(end);
      }
    });
  }

  it('is not asked of Intl for each session', () => {
    const offsetAt = namedOffsets('Europe/Berlin');
    const began = performance.now();
    for (let i = 0; i < 1_000_000; i++) offsetAt(FRIDAY_NIGHT + (i % 1_000) * 86_400);
    // A million calls of Intl take seconds.
    expect(performance.now() - began).to.be.below(500);
  });

  it('agrees with the C library on its database', function () {
    const instants = Array.from({ length: 3_000 }, (_, i) => 1_700_000_000 + i * 50_021);
    if (!existsSync(join(ZONEINFO, 'Asia/Kathmandu')) || cLibraryTimes('UTC0', [0]) === undefined)
      this.skip();
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      const offsetAt = namedOffsets(zone);
      expect(
        instants.map((instant) => written(instant, offsetAt(instant))),
        zone,
      ).to.deep.equal(cLibraryTimes(zone, instants));
    }
  });
});
