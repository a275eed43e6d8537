import { createHash, hash } from 'node:crypto';

/** Stands for `facts`, short and opaque: a history may have tens of thousands of sessions, and each one's is kept. */
export function fingerprintOf(facts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(facts), 'base64url').slice(0, 22);
}

/** The same for texts of any length, which are not copied. What is no text counts as none. */
export function markOf(texts: readonly unknown[]): string {
  const digest = createHash('sha256');
  for (const text of texts) {
    if (typeof text === 'string') digest.update(text);
    // No UTF-8 has this byte: it keeps apart what is one text and what is two.
    digest.update(BOUNDARY);
  }
  return digest.digest('base64url').slice(0, 22);
}

const BOUNDARY = Uint8Array.of(0xff);
