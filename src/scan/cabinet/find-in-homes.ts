import pLimit from 'p-limit';
import type { RecordInHome } from '../../engine/folding/crossings.js';
import { AchievementsError } from '../../errors.js';
import { checkpointDirectory } from '../../state/cabinet/home-files.js';
import { keyOfSession } from '../../state/cabinet/keys.js';
import { findRecord } from '../../state/checkpoint/find-record.js';
import { analysisVersion } from '../analysis-version.js';

const MOST_AT_ONCE = 2;

/**
 * The record of a session: of copies the one that counts. Undefined when there is none.
 * @param names of the homes to look into, in the order of the list
 * @throws AchievementsError ERR_ACHIEVEMENTS_PARAMETER when sessions that are no copies share the id
 */
export async function findInHomes(
  stateDir: string,
  names: readonly string[],
  id: string,
): Promise<RecordInHome | undefined> {
  const limit = pLimit(MOST_AT_ONCE);
  const looks = names.map((home) =>
    limit(async () => {
      const record = await findRecord(checkpointDirectory(stateDir, home), analysisVersion(), id);
      return record && { ...record, home };
    }),
  );
  return chosenOf((await Promise.all(looks)).filter((record) => record !== undefined));
}

/**
 * The one that counts of those that share an id.
 * @throws AchievementsError as above
 */
export function chosenOf(found: readonly RecordInHome[]): RecordInHome | undefined {
  if (new Set(found.map(keyOfSession)).size > 1)
    throw new AchievementsError(
      'ERR_ACHIEVEMENTS_PARAMETER',
      `Different sessions have this id, in ${found.map(({ home }) => JSON.stringify(home)).join(' and ')}. Name one of these ` +
        'homes in the parameter home.',
    );
  const messages = ({ contribution }: RecordInHome) => {
    const { message_count = 0 } = contribution.counters;
    return message_count;
  };
  let best = found[0];
  for (const record of found) if (best !== undefined && messages(record) > messages(best)) best = record;
  return best;
}
