import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Encoding } from './negotiation.js';
import type { SnapshotView } from './service.js';

/** A body in one encoding, ready to send. */
export interface Variant {
  readonly encoding: Encoding;
  /** Strong, quoted. */
  readonly etag: string;
  readonly bytes: () => Buffer | Promise<Buffer>;
}

/** A body in every encoding we have. */
export interface PreparedBody {
  /** The variant for an encoding: identity for what is too small to be worth compressing. */
  variant(encoding: Encoding): Variant;
}

/** Prepared bodies of views: each is encoded once and lives as long as its view. */
export interface BodyCache {
  /** The body of a view's payload. */
  of(view: SnapshotView): PreparedBody;
  /** The body of a value that no view stands for; not kept. */
  once(value: unknown): PreparedBody;
}

export type Compress = (bytes: Buffer) => Promise<Buffer>;

/** Below this gzip saves no packet. */
const WORTH_COMPRESSING_BYTES = 1024;

/** On the thread pool, at zlib's own level: higher ones save 1 % of a snapshot for several times the work. */
const compressGzip: Compress = promisify<Buffer, Buffer>(gzip);

/** @param compress gzip; handed in by tests. */
export function createBodyCache(compress: Compress = compressGzip): BodyCache {
  const bodies = new WeakMap<SnapshotView, PreparedBody>();
  const once = (value: unknown) => prepare(value, compress);
  return {
    of(view) {
      let body = bodies.get(view);
      if (body === undefined) {
        body = once(view.payload);
        bodies.set(view, body);
      }
      return body;
    },
    once,
  };
}

function prepare(value: unknown, compress: Compress): PreparedBody {
  const bytes = Buffer.from(JSON.stringify(value));
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
  const identity: Variant = { encoding: 'identity', etag: `"${tag}"`, bytes: () => bytes };
  if (bytes.length < WORTH_COMPRESSING_BYTES) return { variant: () => identity };

  // The tag is that of the plain bytes: a reader who has them already costs no compression.
  const zipped: Variant = { encoding: 'gzip', etag: `"${tag}-gzip"`, bytes: lazily(() => compress(bytes)) };
  return { variant: (encoding) => (encoding === 'gzip' ? zipped : identity) };
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
