import { ERRORS } from '../../errors.js';
import { choice, object, only, ref, TEXT } from './schema.js';
import type { SchemaName } from './schemas.js';
import type { Described, Header, Reference, Schema } from './types.js';

type Headers = Readonly<Record<string, Header>>;

export function header(description: string, schema: Schema = TEXT): Header {
  return { description, required: true, schema };
}

function optional(described: Header): Header {
  return { ...described, required: false };
}

/** What may be kept: by whom, and for how long. */
export function caching(description: string, value: string): Header {
  return header(description, only(value));
}

const PRIVATE = caching('Kept by the client only, and always asked about', 'private, no-cache');
const NOT_KEPT: Headers = { 'Cache-Control': header('Kept by nobody', only('no-store')) };
const TAG = header('Changes only when the content does; another for each encoding', {
  type: 'string',
  pattern: '^"[\\w-]+"$',
});
const VARY = header('Accept-Encoding, beside what the host varies with', {
  type: 'string',
  pattern: 'Accept-Encoding',
});
const TAGGED: Headers = { ETag: TAG, Vary: VARY };
const NOT_MODIFIED = 'The client has it already';
export const RETRY_AFTER = header('Seconds until asking again may help', {
  type: 'string',
  pattern: '^[1-9]\\d*$',
});
const ALLOW = header('The methods that the address takes');

const json = (schema: SchemaName) => ({ 'application/json': { schema: ref(schema) } });

/** What a read answers: the content, or that the client has it. */
export function read(
  description: string,
  schema: SchemaName,
): Readonly<Record<'200' | '304', Described | Reference>> {
  return readAs(description, json(schema));
}

/** @param more headers of the content only */
export function readAs(
  description: string,
  content: Described['content'] & object,
  more: Headers = {},
  cacheControl?: Header,
): Readonly<Record<'200' | '304', Described | Reference>> {
  const headers = { 'Cache-Control': cacheControl ?? PRIVATE, ...TAGGED };
  return {
    200: { description, headers: { ...headers, ...more }, content },
    304:
      cacheControl === undefined
        ? { $ref: '#/components/responses/NotModified' }
        : { description: NOT_MODIFIED, headers },
  };
}

/** What is true of this moment only. */
export function passing(description: string, schema: SchemaName, headers: Headers = {}): Described {
  return { description, headers: { ...NOT_KEPT, ...headers }, content: json(schema) };
}

/** A problem with this status; its codes are those that the table of errors has for it. */
function problem(status: number, description: string, headers: Headers = {}): Described {
  const codes = Object.entries(ERRORS).flatMap(([code, error]) => (error.status === status ? [code] : []));
  const schema = object({
    type: { type: 'string', pattern: '^urn:hermes-achievements-router:ERR_ACHIEVEMENTS_[A-Z_]+$' },
    title: TEXT,
    status: only(status),
    detail: TEXT,
    code: choice(codes),
  });
  return {
    description,
    headers: { ...NOT_KEPT, ...headers },
    content: { 'application/problem+json': { schema } },
  };
}

/** TABLE: the answers that several routes have. */
export const RESPONSES = {
  NotModified: { description: NOT_MODIFIED, headers: { 'Cache-Control': PRIVATE, ...TAGGED } },
  Options: { description: 'To OPTIONS, at every address', headers: { ...NOT_KEPT, Allow: ALLOW } },
  WrongParameter: problem(400, 'A parameter is wrong; `detail` says which, and what it takes'),
  Forbidden: problem(403, 'A page of another site sent this, or it came to a host name that is not allowed'),
  NotMounted: problem(404, 'The profile that is asked for is not mounted here'),
  MethodNotAllowed: problem(405, 'The address takes other methods', { Allow: ALLOW }),
  Gone: problem(410, 'The sunset has passed', {
    Deprecation: header('Since when'),
    Link: header('The successor'),
    Sunset: header('Since when it is gone'),
  }),
  Failed: problem(500, 'Something broke; the log of the server says what'),
  Unavailable: problem(
    503,
    'The history cannot be read now or is being read for the first time, or the router is closed',
    {
      'Retry-After': RETRY_AFTER,
    },
  ),
} as const satisfies Readonly<Record<string, Described>>;

const PLACES = {
  400: 'WrongParameter',
  403: 'Forbidden',
  404: 'NotMounted',
  410: 'Gone',
  500: 'Failed',
  503: 'Unavailable',
} as const satisfies Readonly<Record<number, keyof typeof RESPONSES>>;

/** The problems that a route may answer with. */
export function problems(...statuses: readonly (keyof typeof PLACES)[]): Readonly<Record<string, Reference>> {
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${PLACES[status]}` }]),
  );
}

/** Headers of an address that goes away. */
export const DEPRECATION: Headers = {
  Deprecation: header('Since when (RFC 9745)', { type: 'string', pattern: '^@\\d+$' }),
  Link: header('The successor', { type: 'string', pattern: 'rel="successor-version"' }),
  Sunset: optional(header('When it will be gone (RFC 8594)')),
};
