import { isKnown } from './conditional.js';
import type { ApiRequest, Reply } from './messages.js';
import { chooseEncoding } from './negotiation.js';
import { JSON_TYPE, type PreparedBody } from './prepared.js';

type Headers = Readonly<Record<string, string>>;

/** JSON that nobody may keep: what it says is true of this moment only. */
export function passing(status: number, value: unknown, headers: Headers = {}, type = JSON_TYPE): Reply {
  const body = Buffer.from(JSON.stringify(value));
  return {
    status,
    headers: {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'Content-Length': String(body.length),
      ...headers,
    },
    body,
  };
}

/**
 * What the client may keep: 304 when it has it already, else in the encoding it prefers.
 * @param more headers that belong to the whole body only.
 * @param cacheControl by default it has to ask each time.
 */
export function kept(
  body: PreparedBody,
  { headers }: Pick<ApiRequest, 'headers'>,
  more: Headers = {},
  cacheControl = 'private, no-cache',
): Reply | Promise<Reply> {
  const variant = body.variant(chooseEncoding(asOne(headers['accept-encoding'])));
  const common = { 'Cache-Control': cacheControl, Vary: 'Accept-Encoding', ETag: variant.etag };
  if (isKnown(headers['if-none-match'], variant.etag)) {
    return { status: 304, headers: common, body: undefined };
  }
  const whole = (bytes: Buffer): Reply => ({
    status: 200,
    headers: {
      'Content-Type': body.type,
      ...common,
      ...more,
      ...(variant.encoding === 'identity' ? {} : { 'Content-Encoding': variant.encoding }),
      'Content-Length': String(bytes.length),
    },
    body: bytes,
  });
  const bytes = variant.bytes();
  return bytes instanceof Promise ? bytes.then(whole) : whole(bytes);
}

/** An answer without a body. */
export function bare(status: number, headers: Headers): Reply {
  return { status, headers: { 'Cache-Control': 'no-store', ...headers }, body: undefined };
}

/** When to ask again, as a header: whole seconds, at least one. */
export function retryAfter(seconds: number): Headers {
  return { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) };
}

function asOne(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join() : header;
}
