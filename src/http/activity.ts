import { MOST_DAYS, USUAL_DAYS } from '../engine/folding/activity.js';
import type { Handler } from './messages.js';
import { readCount } from './parameters.js';
import { kept } from './responses.js';

/** As long as the history was never counted nobody knows what happened: days with nothing in them would be a lie. */
export const activity: Handler = async ({ service, bodies }, request) => {
  const days = readCount(request.query, 'days', MOST_DAYS) ?? USUAL_DAYS;
  const view = await service.snapshot();
  if (view.uncounted !== undefined) throw view.uncounted;
  return kept(bodies.once(view.activity(days)), request);
};
