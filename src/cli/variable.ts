import { env } from 'node:process';

/** What the environment says; undefined also for nothing, which is how shells and unit files say "not set". */
export function variable(name: string): string | undefined {
  return env[name]?.trim() || undefined;
}
