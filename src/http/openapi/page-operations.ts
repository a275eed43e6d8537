/** TABLE: what is said about the routes of the page. */

import { caching, header, problems, readAs } from './responses.js';
import { only } from './schema.js';
import type { Described, Operation } from './types.js';

const TEXT_FILE = { schema: { type: 'string' } };
const NO_SNIFFING = { 'X-Content-Type-Options': header('Nothing but what it says', only('nosniff')) };
const ASKED_ABOUT = caching('Always asked about', 'no-cache');
const FOR_EVER = caching('Its name changes with its content', 'public, max-age=31536000, immutable');
const PAGE = ['Page'];

/** Nothing is said about what the host answers then. */
const LEFT_TO_HOST: Described = {
  description: 'Left to the host, as is all of the page when it is turned off',
};

export const PAGE_OPERATIONS = {
  page: {
    operationId: 'getPage',
    summary: 'The Achievements page',
    tags: PAGE,
    responses: {
      ...readAs(
        'A page that finds its files with and without a trailing slash',
        { 'text/html': TEXT_FILE },
        {
          ...NO_SNIFFING,
          'Content-Security-Policy': header('That of the host, when it has one'),
          'Referrer-Policy': header('No address of it leaves the host'),
        },
      ),
      404: LEFT_TO_HOST,
      ...problems(500),
    },
  },
  entry: {
    operationId: 'getElement',
    summary: 'The module that defines the element, to embed it elsewhere',
    tags: PAGE,
    responses: {
      ...readAs('An address that stays', { 'text/javascript': TEXT_FILE }, NO_SNIFFING, ASKED_ABOUT),
      404: LEFT_TO_HOST,
      ...problems(500),
    },
  },
  asset: {
    operationId: 'getAsset',
    summary: 'A file of the page, which never changes',
    tags: PAGE,
    parameters: [
      { name: 'name', in: 'path', required: true, description: 'From the page', schema: { type: 'string' } },
    ],
    responses: {
      ...readAs(
        'The file',
        { 'text/javascript': TEXT_FILE, 'text/css': TEXT_FILE, 'image/svg+xml': TEXT_FILE },
        NO_SNIFFING,
        FOR_EVER,
      ),
      404: LEFT_TO_HOST,
      ...problems(500),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;
