import { runScript } from '../../support/script.js';

export { tell } from '../../support/script.js';

/**
 * Runs a script of `processes/` and hands out what it prints: a JSON value a line, whose type is the caller's claim.
 * @throws Error when it ends badly
 */
export function runProcess<T>(script: string, ...parameters: readonly string[]): AsyncGenerator<T> {
  return runScript<T>(new URL(`../processes/${script}.js`, import.meta.url), parameters);
}

/** The one value that a script prints. */
export async function askProcess<T>(script: string, ...parameters: readonly string[]): Promise<T> {
  let answer: T | undefined;
  for await (const value of runProcess<T>(script, ...parameters)) answer = value;
  if (answer === undefined) throw new Error(`${script} said nothing`);
  return answer;
}
