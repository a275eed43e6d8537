export { AchievementsError, type ErrorCode } from './errors.js';
export type { AchievementsOptions } from './options.js';
export { type AchievementsRouter, createAchievementsRouter } from './router.js';
export { createMemorySource, type MemoryMessage, type MemorySession } from './source/memory-source.js';
export type {
  ListedSession,
  ListedSessions,
  Logger,
  Message,
  MessageFacts,
  SessionList,
  SessionReader,
  SessionSource,
  TextOrBytes,
} from './types.js';
