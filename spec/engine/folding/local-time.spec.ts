import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import fc from 'fast-check';
import { isNight, isWeekend, machineLocalTime } from '#src/engine/folding/local-time.js';

/** What `machineLocalTime` tells in a process that runs in the given time zone. */
function localTimesIn(timeZone: string, instants: readonly number[]): unknown {
  const program = `
    import { machineLocalTime } from '#src/engine/folding/local-time.js';
    process.stdout.write(JSON.stringify(${JSON.stringify(instants)}.map(machineLocalTime)));
  `;
  const env = { ...process.env, TZ: timeZone };
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { env });
  return JSON.parse(child.stdout.toString());
}

// Friday 2025-07-04 23:30:00 UTC.
const FRIDAY_NIGHT = 1_751_671_800;

describe('local time', () => {
  it('follows the time zone of the machine, daylight saving included', () => {
    const winter = 1_735_693_200; // Wednesday 2025-01-01 01:00:00 UTC
    expect(localTimesIn('UTC', [FRIDAY_NIGHT, winter])).to.deep.equal([
      { weekday: 5, hour: 23 },
      { weekday: 3, hour: 1 },
    ]);
    expect(localTimesIn('Europe/Berlin', [FRIDAY_NIGHT, winter])).to.deep.equal([
      { weekday: 6, hour: 1 },
      { weekday: 3, hour: 2 },
    ]);
    expect(localTimesIn('America/New_York', [FRIDAY_NIGHT, winter])).to.deep.equal([
      { weekday: 5, hour: 19 },
      { weekday: 2, hour: 20 },
    ]);
  });

  it('agrees with the calendar of this machine for every whole second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_200_000_000 }), (seconds) => {
        const date = new Date(seconds * 1000);
        const expected = { weekday: date.getDay(), hour: date.getHours() };
        expect(machineLocalTime(seconds)).to.deep.equal(expected);
      }),
    );
  });

  it('rounds to the nearest microsecond before it looks at the clock', () => {
    const six = 1_751_695_200; // Saturday 2025-07-05 06:00:00 UTC
    expect(localTimesIn('UTC', [six - 3e-7, six - 2e-6, six - 0.001, six + 0.999])).to.deep.equal([
      { weekday: 6, hour: 6 },
      { weekday: 6, hour: 5 },
      { weekday: 6, hour: 5 },
      { weekday: 6, hour: 6 },
    ]);
  });

  it('has a weekend of Saturday and Sunday', () => {
    const weekend = [0, 1, 2, 3, 4, 5, 6].filter((weekday) => isWeekend({ weekday, hour: 12 }));
    expect(weekend).to.deep.equal([0, 6]);
  });

  it('has a night from 23:00 until before 06:00', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    expect(hours.filter((hour) => isNight({ weekday: 1, hour }))).to.deep.equal([0, 1, 2, 3, 4, 5, 23]);
  });
});
