import { expect } from 'chai';
import { Keeper } from '#src/cache/keep/keeper.js';
import { createJournal } from '#src/cache/refresh/journal.js';
import { createReports } from '#src/cache/refresh/reports.js';
import { createState } from '#src/state/state.js';
import { temporaryHome } from '../../support/home.js';
import { utc } from '../../support/records.js';
import { listeningLogger, outletsOf } from '../../support/scanning.js';

describe('A first scan', () => {
  const home = temporaryHome();

  it('tells nobody of an import where others had recorded all of it before', async () => {
    const { logger } = listeningLogger();
    const outlets = outletsOf(logger);
    const heard: string[] = [];
    for (const name of ['import', 'unlock'] as const) outlets.events.on(name, () => void heard.push(name));
    const zone = { name: 'UTC', localTime: utc };
    const keeper = new Keeper(createState({ stateDir: home().stateDir }), 'a place', zone);
    const reports = createReports(outlets, createJournal(logger));
    reports.succeeded({ news: [], imported: true, changed: true }, 5, keeper);
    expect(heard).to.deep.equal([]);
  });
});
