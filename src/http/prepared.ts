import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { entityTag } from '../entity-tag.js';
import type { Encoding } from './negotiation.js';

/** A body in one encoding, ready to send. */
export interface Variant {
  readonly encoding: Encoding;
  /** Strong, quoted. */
  readonly etag: string;
  readonly bytes: () => Buffer | Promise<Buffer>;
}

/** A body in every encoding we have. */
export interface PreparedBody {
  /** Its `Content-Type`. */
  readonly type: string;
  /** The variant for an encoding: identity for what is too small to be worth compressing. */
  variant(encoding: Encoding): Variant;
}

/** Makes bodies, and keeps those that will be asked for again. */
export interface BodyCache {
  /** The JSON of an object that never changes: encoded once, and kept as long as the object lives. */
  of(value: object): PreparedBody;
  /** JSON that others have made, with the tag that it has with all of them; kept as `of`. */
  made(body: MadeBody): PreparedBody;
  /** The JSON of a value that is asked for this once; not kept. */
  once(value: unknown): PreparedBody;
  /** A text in UTF-8; not kept. */
  text(text: string, type: string): PreparedBody;
}

/** A body that was made elsewhere. */
export interface MadeBody {
  readonly text: string;
  /** Without quotes. */
  readonly etag: string;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export type Compress = (bytes: Buffer) => Promise<Buffer>;

/** Below this gzip saves no packet. */
const WORTH_COMPRESSING_BYTES = 1024;

/** On the thread pool, at zlib's own level: higher ones save 1 % of a snapshot for several times the work. */
const compressGzip: Compress = promisify<Buffer, Buffer>(gzip);

/** @param compress gzip; handed in by tests. */
export function createBodyCache(compress: Compress = compressGzip): BodyCache {
  const bodies = new WeakMap<object, PreparedBody>();
  const text = (content: string, type: string) => prepareBytes(Buffer.from(content), type, compress);
  const keep = (key: object, make: () => PreparedBody): PreparedBody => {
    const body = bodies.get(key) ?? make();
    bodies.set(key, body);
    return body;
  };
  const once = (value: unknown) => text(JSON.stringify(value), JSON_TYPE);
  return {
    of: (value) => keep(value, () => once(value)),
    made: (body) => keep(body, () => prepareBytes(Buffer.from(body.text), JSON_TYPE, compress, body.etag)),
    once,
    text,
  };
}

/**
 * Bytes in every encoding we have; each is made when it is first asked for.
 * @param type media type
 * @param tag of the bytes, where others have told it
 */
export function prepareBytes(
  bytes: Buffer,
  type: string,
  compress: Compress = compressGzip,
  tag = entityTag(bytes),
): PreparedBody {
  const identity: Variant = { encoding: 'identity', etag: `"${tag}"`, bytes: () => bytes };
  if (bytes.length < WORTH_COMPRESSING_BYTES) return { type, variant: () => identity };

  // The tag is that of the plain bytes: a reader who has them already costs no compression.
  const zipped: Variant = { encoding: 'gzip', etag: `"${tag}-gzip"`, bytes: lazily(() => compress(bytes)) };
  return { type, variant: (encoding) => (encoding === 'gzip' ? zipped : identity) };
}

/** One promise for all who ask, and then what came of it; a rejected one is not kept. */
function lazily<T>(make: () => Promise<T>): () => T | Promise<T> {
  let made: T | Promise<T> | undefined;
  return () => {
    made ??= make().then(
      (value) => {
        made = value;
        return value;
      },
      (error: unknown) => {
        made = undefined;
        throw error;
      },
    );
    return made;
  };
}
