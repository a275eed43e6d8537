import { retryAfterMs } from './retry-after.js';
import type { Trouble } from './state.js';

/** What came of a request. */
export type Answer<T> =
  | {
      readonly ok: true;
      /** 200: here it is. 202: it takes longer. */
      readonly status: number;
      readonly value: T;
      /** How long to wait before asking again, in milliseconds, if it was said. */
      readonly waitMs: number | undefined;
    }
  | { readonly ok: false; readonly trouble: Trouble; readonly waitMs: number | undefined };

/** Waited when asked too often by who does not say how long. */
const LIMITED_MS = 15_000;
const OUR_CODE = /^ERR_ACHIEVEMENTS_/;
/** A proxy that does not reach the server behind it. */
const UNREACHED: readonly number[] = [502, 504];

/**
 * Understands a response.
 * @param read the body, once it is JSON; undefined when it is not what was asked for
 * @param now Unix milliseconds
 */
export async function understand<T>(
  response: Response,
  read: (body: unknown) => T | undefined,
  now: number,
): Promise<Answer<T>> {
  const waitMs = retryAfterMs(response.headers.get('Retry-After'), now);
  const failed = (trouble: Trouble): Answer<T> => ({ ok: false, trouble, waitMs });
  const { status, type } = response;
  // The host sends whoever is not signed in elsewhere; where to is hidden from us.
  if (type === 'opaqueredirect' || response.redirected) return failed({ kind: 'signed-out' });
  if (status === 401) return failed({ kind: 'signed-out' });
  if (status === 429) {
    const wait = waitMs ?? LIMITED_MS;
    return { ok: false, trouble: { kind: 'limited', retryAt: now + wait }, waitMs: wait };
  }

  const body = await json(response);
  if (response.ok) {
    if (isHtml(response)) return failed({ kind: 'page', address: pathOf(response) });
    const value = read(body);
    return value === undefined ? failed({ kind: 'unreadable' }) : { ok: true, status, value, waitMs };
  }
  const ours = problem(body);
  if (ours !== undefined) return failed(ours);
  if (status === 403) return failed({ kind: 'signed-out' });
  if (UNREACHED.includes(status)) return failed({ kind: 'offline' });
  if (status < 500) return failed({ kind: 'unreadable' });
  return failed({ kind: 'server', title: response.statusText || String(status), detail: '' });
}

/** An answer of the router itself, in its own words. */
function problem(body: unknown): Trouble | undefined {
  if (!isRecord(body)) return undefined;
  const { title, detail, code } = body;
  if (typeof title !== 'string' || typeof detail !== 'string' || typeof code !== 'string') return undefined;
  return OUR_CODE.test(code) ? { kind: 'server', title, detail, code } : undefined;
}

async function json(response: Response): Promise<unknown> {
  if (!/\bjson\b/i.test(response.headers.get('Content-Type') ?? '')) return undefined;
  try {
    return await response.json();
  } catch (error) {
    // Cut off on its way, which is for the caller, or not JSON, which reads as nothing.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Without the query and the host: both may be long, and neither is what is wrong. */
function pathOf({ url }: Response): string {
  return url === '' ? '' : new URL(url).pathname;
}

function isHtml(response: Response): boolean {
  return /\bhtml\b/i.test(response.headers.get('Content-Type') ?? '');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
