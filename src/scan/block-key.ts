/** Names of blocks: the day of their sessions, and which of the day's blocks it is. Pure. */

/** Days since 1970 of the local calendar; of sessions without a time: none. */
export type Day = number | undefined;

/** `20420.0`: the first block of a day; those of sessions without a time: `undated.0`. */
export function keyOf(day: Day, number: number): string {
  return `${day ?? 'undated'}.${number}`;
}

export function dayOfKey(key: string): Day {
  const day = Number(key.slice(0, key.lastIndexOf('.')));
  return Number.isInteger(day) ? day : undefined;
}

export function numberOfKey(key: string): number {
  return Number(key.slice(key.lastIndexOf('.') + 1));
}
