/** The entry: what `<script type="module" src="…/achievements.js">` runs. */

import { HermesAchievements } from './element.js';

const NAME = 'hermes-achievements';

// A page may load this twice, from two mounts or in two versions: the first one stays.
if (customElements.get(NAME) === undefined) customElements.define(NAME, HermesAchievements);
