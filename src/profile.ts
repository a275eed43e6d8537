import { basename, dirname } from 'node:path';

/** What Hermes calls the home that is no profile. */
const DEFAULT_PROFILE = 'default';

/** The name of the profile whose home this is, however it was given. @param home absolute */
export function profileOf(home: string): string {
  return basename(dirname(home)) === 'profiles' ? basename(home) : DEFAULT_PROFILE;
}
