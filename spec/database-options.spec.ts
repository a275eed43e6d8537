import { expect } from 'chai';
import { describeHistory } from '#src/database-options.js';
import { AchievementsError } from '#src/errors.js';
import { type AchievementsOptions, resolveOptions } from '#src/options.js';
import type { SessionSource } from '#src/types.js';

function refusal(options: AchievementsOptions): AchievementsError {
  try {
    resolveOptions(options, {});
  } catch (error) {
    if (error instanceof AchievementsError) return error;
    throw error;
  }
  throw new Error('the options were taken');
}

describe('options for a history in PostgreSQL', () => {
  const url = 'postgres://me:s3cret@db.example/hermes';

  it('take its address, its schema and its profile', () => {
    const history = (options: AchievementsOptions) => resolveOptions(options, {}).history;
    expect(history({ databaseUrl: url })).to.deep.equal({
      kind: 'postgres',
      url,
      schema: 'public',
      profile: undefined,
    });
    expect(history({ databaseUrl: url, databaseSchema: 'hermes_state', databaseProfile: 'work' })).to.include(
      {
        schema: 'hermes_state',
        profile: 'work',
      },
    );
  });

  it('take it in one place only, and never show it', () => {
    const source: SessionSource = { open: () => Promise.reject(new Error('nobody asked')) };
    for (const other of [{ databasePath: '/srv/state.db' }, { source }]) {
      const { message } = refusal({ databaseUrl: url, ...other });
      expect(message).to.include('databaseUrl').and.include(Object.keys(other)[0]);
      expect(message).not.to.include('s3cret');
    }
    for (const name of ['databaseSchema', 'databaseProfile'])
      expect(refusal({ [name]: 'x' }).message).to.match(new RegExp(`^Option ${name} .*databaseUrl`));
  });

  it('show nothing of a wrong address in which a password may be', () => {
    for (const wrong of ['postgres://me:s3cret@h:x/d', 'pg://me:s3cret@h/d', 's3cret@h', 'me:s3cret'])
      expect(refusal({ databaseUrl: wrong }).message, wrong).not.to.include('s3cret');
  });

  it('are shown to who runs the command as host, database and schema', () => {
    const { history } = resolveOptions({ databaseUrl: url }, {});
    expect(describeHistory(history)).to.equal('db.example/hermes/public');
    expect(describeHistory({ kind: 'sqlite', databasePath: '/srv/state.db' })).to.equal('/srv/state.db');
  });
});
