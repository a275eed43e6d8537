/**
 * File paths, which are case-sensitive: one of the heads, one or more path characters (word characters, `.`, `/`, `-`) and
 * one of the endings; of two that fit at one place the first in the list. `~/` is a `~` and a path character.
 */
export const FILE_PATHS = {
  heads: ['/home/', '~', './', '/mnt/'],
  endings: [
    ...['.py', '.js', '.ts', '.tsx', '.jsx', '.css', '.html', '.md'],
    ...['.json', '.yaml', '.yml', '.svg', '.sql', '.sh'],
  ],
} as const;
