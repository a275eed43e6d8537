import { MOST_DAYS, USUAL_DAYS } from '../engine/folding/activity.js';
import { AchievementsError } from '../errors.js';
import type { Handler } from './messages.js';
import { readCount } from './parameters.js';
import { kept } from './responses.js';

/** While the history is counted for the first time nobody knows what happened: days with nothing in them would be a lie. */
export const activity: Handler = async ({ service, bodies }, request) => {
  const days = readCount(request.query, 'days', MOST_DAYS) ?? USUAL_DAYS;
  const view = await service.snapshot();
  const { mode } = view.payload.scan_meta;
  if (mode === 'in_progress' || mode === 'pending')
    throw new AchievementsError(
      'ERR_ACHIEVEMENTS_SCANNING',
      'The history is being counted for the first time, so that nobody knows yet what happened when. Ask again when that is ' +
        'done; /scan-status tells how far it is.',
    );
  return kept(bodies.once(view.activity(days)), request);
};
