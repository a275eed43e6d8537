import { summarize } from '../engine/badges/summary.js';
import type { Handler } from './messages.js';
import { kept } from './responses.js';

export const summary: Handler = async ({ service, bodies }, request) => {
  const { payload, aggregate } = await service.snapshot();
  const { achievements, error, generated_at, is_stale } = payload;
  return kept(bodies.once({ ...summarize(achievements, aggregate), error, generated_at, is_stale }), request);
};
