/** What a host says in `<meta>` elements of its page, where it has no script to set properties with. */

import type { HeaderHook } from '../public.js';

const API = 'hermes-achievements-api';
const HEADERS = 'hermes-achievements-headers';

/** Where the router is mounted, if the page says so. */
export function metaApi(): string | undefined {
  return content(API);
}

/** The headers of the page, and those of the element, which win. */
export function withMetaHeaders(hook: HeaderHook | undefined): HeaderHook | undefined {
  const text = content(HEADERS);
  if (text === undefined) return hook;
  return async () => ({ ...readHeaders(text), ...(typeof hook === 'function' ? await hook() : hook) });
}

/** @throws Error that says what the meta takes */
function readHeaders(text: string): Readonly<Record<string, string>> {
  const value = parsed(text);
  if (isHeaders(value)) return value;
  throw new Error(`<meta name="${HEADERS}"> takes a JSON object of texts: {"X-CSRF-Token": "…"}`);
}

function content(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content || undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told by the caller, in words of what was expected.
    return undefined;
  }
}

function isHeaders(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((header) => typeof header === 'string');
}
