import { summarize } from '../engine/badges/summary.js';
import type { Handler } from './messages.js';
import { kept } from './responses.js';

export const summary: Handler = async ({ service, bodies }, request) => {
  const { payload, aggregate, latest } = await service.snapshot();
  const { achievements, error, generated_at, is_stale } = payload;
  const short = summarize(achievements, aggregate, latest[0]);
  return kept(bodies.once({ ...short, error, generated_at, is_stale }), request);
};
