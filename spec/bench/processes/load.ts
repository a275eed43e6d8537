/**
 * Asks a server over connections that stay open, and tells how fast it answered:
 * `load.js <url> <milliseconds> <connections> <pause> <encoding>`. A pause (milliseconds) between an answer and the next
 * request measures the answer's time rather than the queue's.
 */
import { Socket } from 'node:net';
import { argv } from 'node:process';
import { tell } from '../support/process.js';

export interface Load {
  readonly requests: number;
  readonly milliseconds: number;
  /** Of each answer, in milliseconds. */
  readonly latencies: readonly number[];
}

const [, , address = '', duration = '', connections = '', pause = '', encoding = 'identity'] = argv;
const url = new URL(address);
const request = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nAccept-Encoding: ${encoding}\r\n\r\n`;
const pauseMs = Number(pause);
const began = performance.now();
const end = began + Number(duration);
const latencies: number[] = [];

await Promise.all(Array.from({ length: Number(connections) }, ask));
const result: Load = { requests: latencies.length, milliseconds: performance.now() - began, latencies };
tell(result);

/** One connection: the next request goes out when the last answer is there in full. */
async function ask(): Promise<void> {
  const socket = new Socket();
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => resolve());
    let missing = -1;
    let sentAt = 0;
    const send = (): void => {
      sentAt = performance.now();
      missing = -1;
      socket.write(request);
    };
    const answered = (): void => {
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now >= end) socket.end();
      else if (pauseMs === 0) send();
      else setTimeout(send, pauseMs * (0.5 + Math.random()));
    };
    socket.on('data', (chunk) => {
      missing = missing < 0 ? lengthOf(chunk) - chunk.length : missing - chunk.length;
      if (missing === 0) answered();
    });
    socket.setNoDelay(true);
    socket.connect(Number(url.port), url.hostname, send);
  });
}

/** Of the whole answer. The head comes in one piece. */
function lengthOf(first: Buffer): number {
  const bodyAt = first.indexOf('\r\n\r\n') + 4;
  const head = first.toString('latin1', 0, bodyAt);
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`Unexpected answer: ${head}`);
  return bodyAt + Number(/content-length: (\d+)/i.exec(head)?.[1]);
}
