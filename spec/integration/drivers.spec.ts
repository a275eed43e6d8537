import { expect } from 'chai';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { onEachDriver } from '../support/drivers.js';
import { FIXTURES, GOLDEN_DIRECTORY, readGolden } from '../support/golden.js';
import { readGoldenSessions } from '../support/golden-sessions.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { nonZero } from '../support/messages.js';
import { scanned } from '../support/scanned.js';

const SETS = [
  { name: 'edge', files: 'edge', directory: FIXTURES },
  { name: 'real, in part', files: 'real-part', directory: FIXTURES },
  { name: 'complete edge', files: 'edge', directory: GOLDEN_DIRECTORY },
  { name: 'complete real', files: 'real', directory: GOLDEN_DIRECTORY },
] as const;

onEachDriver('A history with known counts', (loadDriver) => {
  const home = temporaryHome();

  for (const { name, files, directory } of SETS) {
    (directory === undefined ? it.skip : it)(`is counted exactly: ${name}`, async function () {
      this.timeout(60_000);
      if (directory === undefined) return;
      const golden = readGolden(directory, { sessions: `sessions-${files}`, expected: `expected-${files}` });
      const sessions = await readGoldenSessions(`${directory}/sessions-${files}.jsonl.gz`);
      await writeHistory(home().databasePath, sessions, { activeIndex: true });
      const { databasePath } = home();
      const { records, driver } = await scanned(createSqliteSource({ databasePath, loadDriver }));
      expect(driver).to.equal((await loadDriver()).name);
      const seen = (list: typeof records) =>
        list.map(({ id, contribution: { counters, toolNames } }) => [
          id,
          nonZero(counters),
          [...toolNames].sort(),
        ]);
      expect(seen(records)).to.deep.equal(seen(golden.records));
    });
  }
});
