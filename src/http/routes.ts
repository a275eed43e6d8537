import type { Handler, Route } from './messages.js';
import { overview } from './overview.js';
import { readFlag, readSessionId } from './parameters.js';
import { kept, passing, retryAfter } from './responses.js';

/** Also where a running rescan is followed. */
const SCAN_STATUS = '/scan-status';

/** Not a promise when none is needed: under load, waiting for the next turn costs a tenth of all requests a second. */
const achievements: Handler = ({ service, bodies }, request) => {
  const view = service.snapshot();
  return view instanceof Promise
    ? view.then((first) => kept(bodies.of(first), request))
    : kept(bodies.of(view), request);
};

const scanStatus: Handler = async ({ service }) => passing(200, await service.status());

const recentUnlocks: Handler = async ({ service, bodies }, request) =>
  kept(bodies.once(await service.recentUnlocks()), request);

const sessionBadges: Handler = async ({ service, bodies }, request) => {
  const id = readSessionId(request.params);
  return kept(bodies.once({ session_id: id, badges: await service.sessionBadges(id) }), request);
};

const rescan: Handler = async ({ service }, { query, baseUrl }) => {
  const result = await service.rescan({ full: readFlag(query, 'full') });
  if (result.done) {
    const { payload, aggregate } = result.view;
    return passing(200, { ok: true, ...payload, aggregate });
  }
  return passing(
    202,
    { ok: true, joined: result.joined, status: await service.status() },
    { Location: baseUrl + SCAN_STATUS, ...retryAfter(service.retryAfterSeconds()) },
  );
};

const resetState: Handler = async ({ service }) => {
  await service.reset();
  return passing(200, { ok: true });
};

/** Every route. GET answers HEAD too; what a path does not take is answered for it, as is OPTIONS. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/achievements', handle: achievements },
  { method: 'GET', path: SCAN_STATUS, handle: scanStatus },
  { method: 'POST', path: '/rescan', handle: rescan },
  { method: 'GET', path: '/recent-unlocks', handle: recentUnlocks },
  { method: 'GET', path: '/sessions/:id/badges', handle: sessionBadges },
  { method: 'POST', path: '/reset-state', handle: resetState },
  { method: 'GET', path: '/overview', handle: overview },
];
