/**
 * What may be left of some files after a power cut: what was synced is there, of all else anything. No file system is as
 * bad as that, but each is in some way.
 */

import { constants } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Operation } from './file-system.js';

/** Files by path, with their contents. */
export type Left = ReadonlyMap<string, string>;

interface File {
  content: string;
  /** What is on the disk of it for sure. */
  safe: string | undefined;
  /** Whether it was written into, not anew: then what was there stays, where nothing was written. */
  isWrittenInto?: boolean;
}

/** A change of names, which happens as a whole or not at all; null takes a name away. */
type Naming = ReadonlyMap<string, File | null>;

export class Disk {
  /** Names as the running system sees them, and as they are on the disk for sure. */
  readonly #seen = new Map<string, File>();
  readonly #safe = new Map<string, File>();
  #pending: Naming[] = [];
  readonly #directories: Set<string>;

  /** @param directories that are there from the beginning */
  constructor(...directories: readonly string[]) {
    this.#directories = new Set(directories);
  }

  /** A file that is there from the beginning. */
  put(path: string, content: string): void {
    const file = { content, safe: content };
    this.#seen.set(path, file);
    this.#safe.set(path, file);
  }

  note({ name, path, to = '', flags, data, at = 0, flush = false }: Operation): void {
    const file = this.#seen.get(path);
    if (name === 'mkdir') this.#directories.add(path);
    else if (name === 'open' && (flags === 'w' || (makes(flags) && file === undefined)))
      this.#write(path, '');
    else if (name === 'write') this.#writeInto(path, Buffer.from(data ?? []).toString('latin1'), at);
    else if (name === 'writeFile') this.#write(path, String(Buffer.from(data ?? [])), flush);
    else if (name === 'sync' && file !== undefined) file.safe = file.content;
    else if (name === 'sync') this.#syncNames(path);
    else if (name === 'rename' && file !== undefined)
      this.#name(
        new Map([
          [path, null],
          [to, file],
        ]),
      );
    else if (name === 'unlink' && file !== undefined) this.#name(new Map([[path, null]]));
  }

  /** All that a power cut at this moment may leave. */
  *left(): Generator<Left> {
    for (const namings of subsets(this.#pending)) {
      const names = new Map(this.#safe);
      for (const naming of namings) apply(naming, names);
      yield* contents([...names]);
    }
  }

  #write(path: string, content: string, flush = false): void {
    let file = this.#seen.get(path);
    if (file === undefined) {
      file = { content, safe: undefined };
      this.#name(new Map([[path, file]]));
    }
    file.content = content;
    if (flush) file.safe = content;
  }

  #writeInto(path: string, part: string, at: number): void {
    const file = this.#seen.get(path);
    if (file === undefined) throw new Error(`${basename(path)} was not opened`);
    file.isWrittenInto = true;
    file.content = file.content.slice(0, at).padEnd(at, '\0') + part + file.content.slice(at + part.length);
  }

  #name(naming: Naming): void {
    this.#pending.push(naming);
    apply(naming, this.#seen);
  }

  #syncNames(directory: string): void {
    if (!this.#directories.has(directory)) throw new Error(`${basename(directory)} is not a directory`);
    const [here, elsewhere] = [this.#pending, this.#pending].map((all, index) =>
      all.filter(
        (naming) => [...naming.keys()].some((path) => dirname(path) === directory) === (index === 0),
      ),
    );
    for (const naming of here ?? []) apply(naming, this.#safe);
    this.#pending = elsewhere ?? [];
  }
}

function apply(naming: Naming, names: Map<string, File>): void {
  for (const [path, file] of naming) {
    if (file === null) names.delete(path);
    else names.set(path, file);
  }
}

/** Whether opening with these flags makes the file. */
function makes(flags: unknown): boolean {
  return typeof flags === 'number' && (flags & constants.O_CREAT) !== 0;
}

/** In their order. */
function* subsets<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let bits = 0; bits < 2 ** items.length; bits++) {
    yield items.filter((_, index) => (bits & (2 ** index)) !== 0);
  }
}

/** Of a file that was not synced, all, half or nothing may be there, or what was there before. */
function* contents(names: readonly (readonly [string, File])[]): Generator<Left> {
  const [first, ...rest] = names;
  if (first === undefined) {
    yield new Map();
    return;
  }
  const [path, { content, safe = '', isWrittenInto = false }] = first;
  const middle = Math.floor((content.length + (isWrittenInto ? safe.length : 0)) / 2);
  const half = content.slice(0, middle) + (isWrittenInto ? safe.slice(middle) : '');
  const nothing = isWrittenInto ? safe : '';
  const possible = first[1].safe === content ? [content] : new Set([content, half, nothing, safe]);
  for (const others of contents(rest)) {
    for (const one of possible) yield new Map([...others, [path, one]]);
  }
}
