import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from '../types.js';
import type { Operation } from './openapi/types.js';
import type { BodyCache } from './prepared.js';
import type { AchievementsService, HomesService } from './service.js';

/** A request as the handlers see it: no framework in it. */
export interface ApiRequest {
  readonly method: string;
  /** Where the router is mounted, without a trailing slash; empty at the root. Safe in a header. */
  readonly baseUrl: string;
  /** What follows the last slash of the whole path, as the client sent it; empty after a slash. Safe in a header. */
  readonly lastSegment: string;
  /** What the host has set for the page, unchecked; undefined: nothing. */
  readonly pageSettings: unknown;
  /** From the path, decoded. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: URLSearchParams;
  /** Whether there is a query at all: cheaper to ask than to read it. */
  readonly hasQuery: boolean;
  readonly headers: IncomingHttpHeaders;
  /** The host the client spoke to, with its port, as far as the host app trusts its proxies; undefined when it named none. */
  readonly host: string | undefined;
  /** The origin the client spoke to, such as `https://dash.example:8443`, as far as the host trusts its proxies. */
  readonly ownOrigin: string;
}

/** A whole answer. Headers are complete; with HEAD the body is left out on the wire only. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** What handlers work with. */
export interface Context {
  readonly service: AchievementsService;
  readonly bodies: BodyCache;
  /** When `/overview` is gone, in Unix milliseconds; `undefined`: never. */
  readonly sunset: number | undefined;
  readonly protectWrites: boolean;
  /** See `isNamed`; `undefined`: any. */
  readonly allowedHosts: readonly string[] | undefined;
  /** The name of what is mounted here. */
  readonly profile: string;
  /** Where there may be several homes: each by itself. */
  readonly homes?: HomesService | undefined;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export type Handler = (context: Context, request: ApiRequest) => Reply | Promise<Reply>;

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Below the mount; `:name` stands for one segment. */
  readonly path: string;
  readonly handle: Handler;
  /** True when it cannot be done to one home of several. */
  readonly isForAll?: true;
  /** What is said about it. */
  readonly operation: Operation;
}
