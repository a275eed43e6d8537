import { createHash } from 'node:crypto';

/** What a body is known by, without quotes: a hash of its bytes. */
export function entityTag(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 27);
}
