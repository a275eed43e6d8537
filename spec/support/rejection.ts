import { expect } from 'chai';
import { AchievementsError, type ErrorCode } from '#src/errors.js';

/** What `promise` rejects with, as an error of ours with that code; fails when it does not. */
export async function rejection(outcome: unknown, code: ErrorCode): Promise<AchievementsError> {
  const error = await Promise.resolve(outcome).then(
    () => expect.fail(`expected ${code}, but it succeeded`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AchievementsError)) throw error;
  expect(error.code).to.equal(code);
  return error;
}
