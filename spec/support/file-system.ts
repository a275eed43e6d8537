/** Lets a spec see what is asked of the file system, and step in. */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Something that changes a directory, a file, or what is safe of them. */
export interface Operation {
  readonly name:
    | 'open'
    | 'writeFile'
    | 'write'
    | 'sync'
    | 'rename'
    | 'unlink'
    | 'mkdir'
    | 'utimes'
    | 'chmod'
    | 'chown';
  readonly path: string;
  /** Of a rename. */
  readonly to?: string | undefined;
  /** Of a write. */
  readonly data?: Uint8Array | undefined;
  /** Of a write into a file: from which byte on. */
  readonly at?: number;
  /** The flag or the flags it is opened with. */
  readonly flags?: unknown;
  /** Each byte of the write is synced. A sync after it is one of its own. */
  readonly flush?: boolean | undefined;
}

export interface Watcher {
  /** Called before it is done; what it throws is what comes of it. */
  before?(operation: Operation): void;
  /** Called when it is done well. */
  after?(operation: Operation): void;
}

/** To be called before each: Node under its permission model, from Node 24 on. */
export function refuseSync({ name }: Operation): void {
  if (name !== 'sync') return;
  const error = new Error('fsync API is disabled when Permission Model is enabled.');
  throw Object.assign(error, { code: 'ERR_ACCESS_DENIED' });
}

type Call = (...parameters: unknown[]) => unknown;

const NAMES: Readonly<Record<string, Operation['name']>> = {
  open: 'open',
  writeFile: 'writeFile',
  fsync: 'sync',
  rename: 'rename',
  unlink: 'unlink',
  rm: 'unlink',
  mkdir: 'mkdir',
  utimes: 'utimes',
  chmod: 'chmod',
  chown: 'chown',
};

/** What write-file-atomic uses, and what we do. */
const WITH_CALLBACK = ['open', 'fsync', 'rename', 'unlink', 'chmod', 'chown'];
const WITH_PROMISE = ['open', 'writeFile', 'rename', 'rm', 'mkdir', 'utimes', 'chmod'];

/** Watches all of this process. Returns what ends it. */
export function watchFileSystem(watcher: Watcher): () => void {
  const opened = new Map<unknown, string>();
  const undo: (() => void)[] = [];

  const replace = (owner: object, name: string, wrap: (original: Call) => Call): void => {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') throw new Error(`fs has no ${name}`);
    Reflect.set(
      owner,
      name,
      wrap((...parameters) => Reflect.apply(original, owner, parameters)),
    );
    undo.push(() => Reflect.set(owner, name, original));
  };

  for (const name of WITH_CALLBACK) {
    replace(fs, name, (original) => (...parameters) => {
      const done = parameters.pop();
      const operation = operationOf(name, parameters, opened);
      const end = (error: unknown, result?: unknown): void => {
        if (!error) {
          if (name === 'open') opened.set(result, operation.path);
          watcher.after?.(operation);
        }
        if (typeof done === 'function') Reflect.apply(done, undefined, [error, result]);
      };
      try {
        watcher.before?.(operation);
      } catch (error) {
        setImmediate(end, error);
        return;
      }
      original(...parameters, end);
    });
  }
  for (const name of WITH_PROMISE) {
    replace(fs.promises, name, (original) => async (...parameters) => {
      const operation = operationOf(name, parameters, opened);
      watcher.before?.(operation);
      const result = await original(...parameters);
      watcher.after?.(operation);
      if (asksForSync(name, parameters)) {
        const sync: Operation = { name: 'sync', path: operation.path };
        watcher.before?.(sync);
        watcher.after?.(sync);
      }
      if (typeof result === 'object' && result !== null) {
        const watched = (method: string, of: (...parameters: unknown[]) => Operation): void => {
          replace(result, method, (call) => async (...parameters) => {
            const within = of(...parameters);
            watcher.before?.(within);
            const outcome = await call(...parameters);
            watcher.after?.(within);
            return outcome;
          });
          undo.pop();
        };
        for (const method of ['sync', 'datasync'])
          watched(method, () => ({ name: 'sync', path: operation.path }));
        watched('write', (...parameters) => writeOf(operation.path, parameters));
      }
      return result;
    });
  }
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

function writeOf(path: string, [data, offset, length, at]: readonly unknown[]): Operation {
  if (!(data instanceof Uint8Array)) throw new Error('a text is written');
  const from = Number(offset);
  return { name: 'write', path, data: data.subarray(from, from + Number(length)), at: Number(at) };
}

function operationOf(
  name: string,
  [first, second, third]: readonly unknown[],
  opened: ReadonlyMap<unknown, string>,
): Operation {
  const known = NAMES[name];
  if (known === undefined) throw new Error(`what is ${name}?`);
  const path = typeof first === 'number' ? (opened.get(first) ?? '') : String(first);
  if (known === 'rename') return { name: known, path, to: String(second) };
  if (known === 'open') return { name: known, path, flags: second };
  if (known !== 'writeFile') return { name: known, path };
  const data = typeof second === 'string' ? Buffer.from(second) : second;
  const flags = optionOf(third, 'flag');
  return {
    name: known,
    path,
    flags,
    flush: typeof flags === 'number' && (flags & fs.constants.O_SYNC) !== 0,
    data: data instanceof Uint8Array ? data : undefined,
  };
}

/** Whether a whole file is to be synced when it is written. */
function asksForSync(name: string, parameters: readonly unknown[]): boolean {
  return name === 'writeFile' && optionOf(parameters[2], 'flush') === true;
}

function optionOf(options: unknown, name: string): unknown {
  return typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined;
}
