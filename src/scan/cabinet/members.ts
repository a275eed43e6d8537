/** Which homes were added up, and as of which share of each. Pure. */

import type { Members } from '../../state/cabinet/home-files.js';
import type { HomePart } from './home-part.js';

export function membersOf(parts: readonly HomePart[]): Members {
  return new Map(parts.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])));
}

export function isSameList(members: Members | undefined, parts: readonly HomePart[]): boolean {
  return members !== undefined && JSON.stringify([...members]) === JSON.stringify([...membersOf(parts)]);
}
