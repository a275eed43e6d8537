import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { AchievementsError } from '../errors.js';
import { type PreparedBody, prepareBytes } from './prepared.js';

/** What the build made of `src/web`: the names of its files, by what they are for. */
export interface PageManifest {
  /** What a page loads: it defines the element, which it imports. */
  readonly script: string;
  readonly element: string;
  readonly style: string;
  readonly icon: string;
}

export interface LoadedPage {
  readonly manifest: PageManifest;
  /** By file name: all that is served, and nothing else. */
  readonly files: ReadonlyMap<string, PreparedBody>;
}

/** The built page, read from disk when it is first asked for. */
export interface PageFiles {
  /** @throws AchievementsError `ERR_ACHIEVEMENTS_PAGE` when it was not built. */
  load(): Promise<LoadedPage>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** @param folder where the build put the page, with a trailing slash */
export function createPageFiles(folder?: URL): PageFiles {
  let loading: Promise<LoadedPage> | undefined;
  return {
    load() {
      // Not at the top of the file: in a bundle of CommonJS it has no address, and importing it must not fail.
      loading ??= load(() => folder ?? new URL('../web/', import.meta.url)).catch((error: unknown) => {
        loading = undefined;
        throw new AchievementsError(
          'ERR_ACHIEVEMENTS_PAGE',
          'The files of the page are missing. If hermes-achievements-router is bundled into this app, keep it external in the ' +
            'bundler (esbuild: --external:hermes-achievements-router), and install it beside the bundle. Else install the package ' +
            'anew; in a checkout, run "npm run build".',
          error,
        );
      });
      return loading;
    },
  };
}

async function load(place: () => URL): Promise<LoadedPage> {
  const folder = place();
  const manifest = readManifest(await readFile(new URL('manifest.json', folder), 'utf8'));
  const names = Object.values(manifest);
  const files = await Promise.all(
    names.map(
      async (name) => [name, prepareBytes(await readFile(new URL(name, folder)), typeOf(name))] as const,
    ),
  );
  return { manifest, files: new Map(files) };
}

function typeOf(name: string): string {
  const type = TYPES[extname(name)];
  if (type === undefined) throw new Error(`Nothing is known of files such as ${name}.`);
  return type;
}

function readManifest(text: string): PageManifest {
  const value: unknown = JSON.parse(text);
  const name = (role: keyof PageManifest): string => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, role) : undefined;
    if (typeof found !== 'string') throw new Error(`The manifest names no ${role}.`);
    return found;
  };
  return { script: name('script'), element: name('element'), style: name('style'), icon: name('icon') };
}
