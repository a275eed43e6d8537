import { type Selection, select } from '../engine/badges/selection.js';
import type { Payload } from '../payload.js';
import { readFilters } from './filters.js';
import type { Handler } from './messages.js';
import { kept } from './responses.js';
import type { SnapshotView } from './service.js';

/** Not a promise when none is needed: under load, waiting for the next turn costs a tenth of all requests a second. */
export const achievements: Handler = ({ service, bodies }, request) => {
  const filters = request.hasQuery ? readFilters(request.query) : undefined;
  const whole = ({ payload, made }: SnapshotView) =>
    made === undefined ? bodies.of(payload) : bodies.made(made);
  const answer = (view: SnapshotView) =>
    kept(filters === undefined ? whole(view) : bodies.once(filtered(view.payload, filters)), request);
  const view = service.snapshot();
  return view instanceof Promise ? view.then(answer) : answer(view);
};

/** The counts stay those of the whole. `filtered_count` is that of all that match, whatever the limit. */
function filtered(payload: Payload, filters: Selection): object {
  const { achievements: shown, matched } = select(payload.achievements, filters);
  return { ...payload, achievements: shown, filtered_count: matched };
}
