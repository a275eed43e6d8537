/** The Achievements page, to be put anywhere. */
export class HermesAchievements extends HTMLElement {}
