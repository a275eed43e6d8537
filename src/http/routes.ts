import { achievements } from './achievements.js';
import { activity } from './activity.js';
import { exportBadges } from './export.js';
import { history } from './history.js';
import type { Handler, Route } from './messages.js';
import { describeRoutes } from './openapi/document.js';
import { OPERATIONS } from './openapi/operations.js';
import { overview } from './overview.js';
import { PAGE_ROUTES } from './page.js';
import { MOST_RECENT, readCount, readFlag, readSessionId, USUALLY_RECENT } from './parameters.js';
import { kept, passing, retryAfter } from './responses.js';
import { summary } from './summary.js';

/** Also where a running rescan is followed. */
const SCAN_STATUS = '/scan-status';

const scanStatus: Handler = async ({ service }) => passing(200, await service.status());

const recentUnlocks: Handler = async ({ service, bodies }, request) => {
  const limit = readCount(request.query, 'limit', MOST_RECENT) ?? USUALLY_RECENT;
  return kept(bodies.once(await service.recentUnlocks(limit)), request);
};

const sessionBadges: Handler = async ({ service, bodies }, request) => {
  const id = readSessionId(request.params);
  return kept(bodies.once({ session_id: id, badges: await service.sessionBadges(id) }), request);
};

const rescan: Handler = async ({ service }, { query, baseUrl }) => {
  const result = await service.rescan({ full: readFlag(query, 'full') });
  const { payload, aggregate } = result.view;
  if (result.done) return passing(200, { ok: true, ...payload, aggregate });
  return passing(
    202,
    { ok: true, joined: result.joined, status: await service.status(), ...payload },
    { Location: baseUrl + SCAN_STATUS, ...retryAfter(service.retryAfterSeconds()) },
  );
};

const resetState: Handler = async ({ service }) => {
  await service.reset();
  return passing(200, { ok: true });
};

const openApi: Handler = ({ bodies }, request) => kept(bodies.of(DOCUMENT), request);

/** Every route. GET answers HEAD too; what a path does not take is answered for it, as is OPTIONS. */
// biome-ignore format: a table is read by rows
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/achievements', handle: achievements, operation: OPERATIONS.achievements },
  { method: 'GET', path: '/achievements/summary', handle: summary, operation: OPERATIONS.summary },
  { method: 'GET', path: SCAN_STATUS, handle: scanStatus, operation: OPERATIONS.scanStatus },
  { method: 'POST', path: '/rescan', handle: rescan, operation: OPERATIONS.rescan },
  { method: 'GET', path: '/recent-unlocks', handle: recentUnlocks, operation: OPERATIONS.recentUnlocks },
  { method: 'GET', path: '/history', handle: history, operation: OPERATIONS.history },
  { method: 'GET', path: '/activity', handle: activity, operation: OPERATIONS.activity },
  { method: 'GET', path: '/sessions/:id/badges', handle: sessionBadges, operation: OPERATIONS.sessionBadges },
  { method: 'GET', path: '/export', handle: exportBadges, operation: OPERATIONS.exportBadges },
  { method: 'POST', path: '/reset-state', handle: resetState, isForAll: true, operation: OPERATIONS.resetState },
  { method: 'GET', path: '/overview', handle: overview, operation: OPERATIONS.overview },
  { method: 'GET', path: '/openapi.json', handle: openApi, operation: OPERATIONS.openApi },
];

/** What `GET /openapi.json` answers, and the package ships. */
export const DOCUMENT = describeRoutes([
  ...ROUTES,
  ...PAGE_ROUTES.map((route) => ({ method: 'GET' as const, ...route })),
]);
