import { hash } from 'node:crypto';

/** Stands for `facts`, short and opaque: a history may have tens of thousands of sessions, and each one's is kept. */
export function fingerprintOf(facts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(facts), 'base64url').slice(0, 22);
}
