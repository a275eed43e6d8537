import { HermesAchievements } from './element.js';

if (customElements.get('hermes-achievements') === undefined) {
  customElements.define('hermes-achievements', HermesAchievements);
}
