import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWriter } from '../../support/history.js';
import { startApp } from '../support/app.js';
import type { Figure, Target } from '../support/figure.js';
import { watchFiles } from '../support/files.js';
import { fixtureSessions, writeScaled } from '../support/histories.js';
import { listOnly } from '../support/listing.js';
import { timed } from '../support/rounds.js';
import { median, range, ratio } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

/** A database changed this lately is not taken for unchanged, since file times are coarse. */
const SETTLE_MS = 150;

export const refresh: Trial = {
  name: 'refresh',
  about: 'POST /rescan with nothing changed, something else changed, one session changed',
  async *run({ directory, quick }) {
    for (const sessions of quick ? [1_000] : [1_000, 8_000]) {
      yield* measure(join(directory, String(sessions)), sessions, quick ? 5 : 11);
    }
  },
};

async function* measure(directory: string, sessions: number, repeats: number): AsyncGenerator<Figure> {
  await mkdir(directory);
  const path = join(directory, 'state.db');
  const fixtures = await fixtureSessions();
  await writeScaled(path, fixtures, sessions / fixtures.length);
  // Hermes runs: the database stays open, and what it writes stands in the log.
  const hermes = await openWriter(path);
  await hermes.exec('CREATE TABLE elsewhere (value)');
  const first = String(fixtures[0]?.id);
  const app = await startApp(path);
  await app.rescan();
  const filesChanged = watchFiles(app.stateDir);
  await filesChanged();
  const name = `${sessions} sessions`;
  // Of a short list, what comes before and after it is the greater part.
  const listingTarget = sessions < 5_000 ? undefined : { atMost: 1.5 };

  const rescans = async (change: () => Promise<unknown>) => {
    const times: number[] = [];
    const floor: number[] = [];
    let files = 0;
    for (let round = -1; round < repeats; round++) {
      await change();
      await sleep(SETTLE_MS);
      const time = await timed(() => app.rescan());
      const rewritten = await filesChanged();
      const listing = await timed(() => listOnly(path));
      if (round < 0) continue;
      files = Math.max(files, rewritten);
      times.push(time);
      floor.push(listing);
    }
    return { times, floor, files };
  };
  const alone = (figure: string, times: readonly number[], target?: Target): Figure => ({
    name: `${name}: ${figure}`,
    unit: ' ms',
    value: median(times),
    best: Math.min(...times),
    spread: range(times),
    target,
  });
  const none = (figure: string, files: number): Figure => ({
    name: `${name}: files rewritten, ${figure}`,
    unit: '',
    value: files,
    target: { atMost: 0 },
  });

  const untouched = await rescans(async () => {});
  yield alone('no change, database untouched', untouched.times, { atMost: 60 });
  yield none('no change', untouched.files);

  const elsewhere = await rescans(() => hermes.exec('INSERT INTO elsewhere VALUES (1)'));
  yield {
    name: `${name}: change elsewhere / listing query`,
    unit: '×',
    ...ratio(elsewhere.times, elsewhere.floor),
    target: listingTarget,
    note: `${Math.round(median(elsewhere.times))} ms, listing ${Math.round(median(elsewhere.floor))} ms`,
  };
  yield none('change elsewhere', elsewhere.files);

  const heartbeat = await rescans(() =>
    hermes.run('UPDATE sessions SET ended_at = ? WHERE id = ?', Date.now(), first),
  );
  yield {
    name: `${name}: heartbeat / listing query`,
    unit: '×',
    ...ratio(heartbeat.times, heartbeat.floor),
    target: listingTarget,
    note: `${Math.round(median(heartbeat.times))} ms, listing ${Math.round(median(heartbeat.floor))} ms`,
  };
  yield none('heartbeat', heartbeat.files);

  const one = await rescans(() => hermes.append(first, [{ role: 'user', content: 'one more git commit' }]));
  yield alone('one session changed', one.times);
  await app.close();
  await hermes.close();
}
