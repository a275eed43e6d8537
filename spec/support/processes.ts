/** The processes of this machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

/** All that have not ended, but for the one that looks. */
async function all(): Promise<readonly Running[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,args=']);
  const rows = [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+([^Z\s]\S*)\s+(.*)$/gm)];
  return rows
    .map(([, pid, parent, group, , command = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), group: Number(group) },
      command,
    }))
    .filter(({ command }) => !command.startsWith('ps '));
}

/** The ids of the processes that one has started. */
export async function childrenOf(host: number): Promise<readonly number[]> {
  return (await all()).filter(({ parent }) => parent === host).map(({ pid }) => pid);
}

/** The ids of the processes of a group, which outlives the one that began it. */
export async function membersOf(group: number): Promise<readonly number[]> {
  return (await all()).filter((running) => running.group === group).map(({ pid }) => pid);
}

/** Whether it still runs; one that has ended may keep its id for a while. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await all()).some((running) => running.pid === pid);
}
