export type { DiagnosticsMessages } from './diagnostics.js';
export { AchievementsError, type ErrorCode } from './errors.js';
export type { AchievementsEvents } from './events.js';
export type { AchievementsOptions, HomeOptions } from './options.js';
export { type AchievementsRouter, createAchievementsRouter } from './router.js';
export { createMemorySource, type MemoryMessage, type MemorySession } from './source/memory-source.js';
export type { AchievementsMetrics } from './telemetry.js';
export type {
  Achievement,
  ImportEvent,
  ListedSession,
  ListedSessions,
  Logger,
  Message,
  MessageFacts,
  SessionList,
  SessionReader,
  SessionSource,
  TextOrBytes,
  UnlockEvent,
} from './types.js';
