import { HOME, PROFILE } from './operations.js';
import { problems, RESPONSES } from './responses.js';
import { SCHEMAS } from './schemas.js';
import type { Operation } from './types.js';

/** Of the description; raised with the package. */
const VERSION = '0.2.0';

const INFO = {
  title: 'Hermes Achievements',
  version: VERSION,
  summary: '60 tiered badges, counted from the session history of Hermes Agent',
  description:
    'Addresses are relative to where the router is mounted, and may end with a slash. Whatever takes GET takes HEAD. OPTIONS is answered with `Allow`, another method with 405, but for the page, which leaves both to the host. Parameters that are not named here are passed over; a wrong value of a named one, or one that is given twice, is answered with 400. Hosts put their own login in front, and so may answer in other ways.',
  license: { name: 'MIT', identifier: 'MIT' },
};

/** A route, as far as it is described. */
export interface DescribedRoute {
  readonly method: 'GET' | 'POST';
  /** Below the mount; `:name` stands for one segment. */
  readonly path: string;
  readonly operation: Operation;
}

/** The OpenAPI 3.1 description of these routes. */
export function describeRoutes(routes: readonly DescribedRoute[]): object {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const { method, path, operation } of routes) {
    const place = path.replace(/:(\w+)/g, '{$1}');
    paths[place] = { ...paths[place], [method.toLowerCase()]: withCommon(operation) };
  }
  return {
    openapi: '3.1.0',
    info: INFO,
    // Relative to the address of this document.
    servers: [{ url: '.' }],
    paths,
    components: { schemas: SCHEMAS, responses: RESPONSES },
  };
}

/** With what holds for every route: each may be asked for under a name that is not allowed, those with data for a profile. */
function withCommon(operation: Operation): Operation {
  const { parameters = [], responses, tags } = operation;
  if (tags.includes('Page')) return { ...operation, responses: { ...responses, ...problems(403) } };
  return {
    ...operation,
    parameters: [...parameters, HOME, PROFILE],
    responses: { ...responses, ...problems(400, 403, 404) },
  };
}
