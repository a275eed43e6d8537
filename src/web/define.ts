/** The entry: what the script of the page is made of. */

import { HermesAchievements } from './element.js';

const NAME = 'hermes-achievements';

/**
 * Makes the element known to the page. One may load this twice, from two mounts or in two versions: the first one stays.
 * @param home where the router is mounted, for elements that are not told
 */
export function define(home: string | URL): void {
  if (customElements.get(NAME) !== undefined) return;
  HermesAchievements.home = new URL(home, location.href);
  customElements.define(NAME, HermesAchievements);
}
