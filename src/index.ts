export { AchievementsError, type ErrorCode } from './errors.js';
export type { ListedSession, Logger, Message, SessionList, SessionReader, SessionSource } from './types.js';
