import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import { Errand } from '#src/scan/worker.js';

const LOST = new AchievementsError('ERR_ACHIEVEMENTS_SCAN', 'The scanning process is gone.');

const outcomeOf = (errand: Errand) =>
  errand.ended.then(
    () => 'done',
    (error: unknown) => error,
  );

describe('A task whose worker dies', () => {
  it('failed for the reason that the worker gave before', async () => {
    const errand = new Errand(() => {});
    errand.heard({
      type: 'failed',
      code: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
      message: 'It is locked.',
      cause: undefined,
    });
    errand.broke(LOST);
    expect(await outcomeOf(errand)).to.include({
      code: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
      message: 'It is locked.',
    });
  });

  it('failed because of that where the worker gave no reason', async () => {
    const errand = new Errand(() => {});
    errand.broke(LOST);
    expect(await outcomeOf(errand)).to.equal(LOST);
    expect(errand.settled).to.equal(true);
  });

  it('is done where it was done before', async () => {
    const errand = new Errand(() => {});
    errand.heard({ type: 'ended' });
    errand.broke(LOST);
    expect(await outcomeOf(errand)).to.equal('done');
  });
});
