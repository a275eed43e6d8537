import { join } from 'node:path';
import { expect } from 'chai';
import { aggregate } from '#src/engine/folding/aggregate.js';
import { FIXTURES, readGolden } from '../support/golden.js';
import { readGoldenSessions } from '../support/golden-sessions.js';
import { temporaryHome } from '../support/home.js';
import { nonZero } from '../support/messages.js';
import { type ShapeName, writePostgres } from '../support/postgres/history.js';
import { hasPooler, postgresServer, startPooler, withPostgres } from '../support/postgres/server.js';
import { here } from '../support/records.js';
import { readCheckpoint, readState, servedHomes } from '../support/served.js';

const SETS = [
  { name: 'edge', files: 'edge', titled: false },
  { name: 'real, in part', files: 'real-part', titled: true },
] as const;

withPostgres('A history with known counts, in PostgreSQL', () => {
  const server = postgresServer();
  const home = temporaryHome();
  const serve = servedHomes(home);

  for (const { name, files, titled } of SETS) {
    const golden = readGolden(FIXTURES, { sessions: `sessions-${files}`, expected: `expected-${files}` });

    async function expectGolden(url: string, shape: ShapeName): Promise<void> {
      const sessions = await readGoldenSessions(join(FIXTURES, `sessions-${files}.jsonl.gz`));
      const writer = await writePostgres(server(), `golden_${files}`.replace('-', '_'), sessions, shape);
      await writer.close();
      const router = serve({ databaseUrl: url, databaseSchema: writer.schema });
      const payload = await router.read();
      expect(payload.error).to.equal(null);
      expect(payload.scan_meta).to.include({ mode: 'full', sessions_total: golden.records.length });
      const { weekend_sessions, night_sessions } = aggregate(golden.records, here).values;
      const { aggregate: stored } = await readState(home(), 'scan_snapshot.json');
      expect(stored).to.deep.equal({ ...golden.aggregate, weekend_sessions, night_sessions });
      const { records } = await readCheckpoint(home());
      expect(records.size).to.equal(golden.records.length);
      for (const { id, title, lastActive, contribution } of golden.records) {
        const session = records.get(id);
        expect(session?.contribution.counters, id).to.deep.equal(nonZero(contribution.counters));
        expect(session?.contribution.toolNames, id).to.have.members(contribution.toolNames);
        // The type of the proposal ends at the microsecond.
        expect(session?.lastActive, id).to.be.closeTo(lastActive ?? 0, shape === 'timestamptz' ? 1e-6 : 0);
        if (titled) expect(session?.title, id).to.equal(title);
      }
    }

    for (const shape of [
      'plain',
      'full',
      'counting',
      'varchar',
      'timestamptz',
      'odd',
    ] satisfies ShapeName[]) {
      it(`gives the golden numbers of the ${name} set, from tables of the shape ${shape}`, () =>
        expectGolden(server().url(), shape));
    }

    it(`gives the golden numbers of the ${name} set through a pooler in transaction mode`, async function () {
      if (!hasPooler()) this.skip();
      const pooler = await startPooler(server());
      try {
        await expectGolden(pooler.url(), 'full');
      } finally {
        await pooler.remove();
      }
    });
  }
});
