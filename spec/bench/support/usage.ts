/** What a process and its children use, as the system tells it: of Linux. Elsewhere, and of what has ended: undefined. */
import { readFileSync } from 'node:fs';

/** Bytes in memory; what several of them share counts once. */
export function memoryOf(pid: number): number | undefined {
  return familyOf(pid)
    ?.map(ownMemoryOf)
    .reduce((sum, share) => sum + share, 0);
}

/** Of the process alone. */
export function ownMemoryOf(pid: number): number {
  return number(/^Pss:\s+(\d+)/m, read(pid, 'smaps_rollup')) * 1024;
}

/** Bytes read from files and pipes so far; of children that have ended, too: the system adds them to their parent. */
export function readBy(pid: number): number | undefined {
  return familyOf(pid)
    ?.map((member) => number(/^rchar: (\d+)/m, read(member, 'io')))
    .reduce((sum, bytes) => sum + bytes, 0);
}

export function childrenOf(pid: number): readonly number[] | undefined {
  return read(pid, `task/${pid}/children`)?.split(' ').filter(Boolean).map(Number);
}

/** One that has ended and that nobody has asked for yet does not count. */
export function isAlive(pid: number): boolean {
  const state = /\) (\w)/.exec(read(pid, 'stat') ?? '')?.[1];
  return state !== undefined && state !== 'Z';
}

function familyOf(pid: number): readonly number[] | undefined {
  const children = childrenOf(pid);
  return children && [pid, ...children];
}

function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').trim();
  } catch {
    // No such system, or it has just ended.
    return undefined;
  }
}

function number(pattern: RegExp, text: string | undefined): number {
  return Number(pattern.exec(text ?? '')?.[1] ?? 0);
}
