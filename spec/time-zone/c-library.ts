/** What the C library makes of `TZ`: its word is the one that Hermes goes by. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Local time at each of these Unix seconds, as `2025-07-05 01:30:00`; undefined where there is no GNU `date`. */
export function cLibraryTimes(TZ: string, instants: readonly number[]): readonly string[] | undefined {
  // From a file: of standard input it would be told only once it is closed.
  const list = join(tmpdir(), `hermes-achievements-instants-${process.pid}`);
  writeFileSync(list, instants.map((instant) => `@${instant}\n`).join(''));
  try {
    const { status, stdout } = spawnSync('date', ['--file', list, '+%Y-%m-%d %H:%M:%S'], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    });
    return status === 0 ? stdout.trimEnd().split('\n') : undefined;
  } finally {
    rmSync(list);
  }
}

/** The same by our own reckoning, from how far local time is ahead of UTC. */
export function written(unixSeconds: number, offset: number): string {
  return new Date((unixSeconds + offset) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
