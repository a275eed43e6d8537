/** What a statement packed into one value: a JSON list. */
export function unpack(packed: unknown): readonly unknown[] {
  return typeof packed === 'string' ? toList(JSON.parse(packed)) : [];
}

export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The id of a session, or null when it is none that messages could refer to. */
export function toSessionId(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}
