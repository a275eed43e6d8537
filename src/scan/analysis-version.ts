import { createHash } from 'node:crypto';
import { TOOL_COUNTERS } from '../engine/counting/counters.js';
import { TEXT_RULES } from '../engine/counting/text-rules.js';
import { FILE_PATHS } from '../engine/matching/file-paths.js';

/** Raise it when the same table counts differently: what old checkpoints hold is then counted anew. */
const ENGINE = 2;

/** Names the way of counting. A checkpoint of another one is of no use. */
export function analysisVersion(): string {
  return createHash('sha256')
    .update(JSON.stringify([ENGINE, TOOL_COUNTERS, TEXT_RULES, FILE_PATHS]))
    .digest('hex')
    .slice(0, 16);
}
