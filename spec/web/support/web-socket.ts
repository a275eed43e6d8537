/** A WebSocket (RFC 6455) as far as a browser's debugging port needs it: Node 20 has none of its own. Texts only. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';

const TEXT = 1;
const CLOSE = 8;
const FIN = 0x80;
const MASKED = 0x80;
const SHORT = 126;
const LONG = 127;
const MOST_SENT = 0xffff;

interface Frame {
  readonly isLast: boolean;
  readonly kind: number;
  readonly body: Buffer;
  /** Bytes of it all. */
  readonly size: number;
}

export class TextSocket {
  readonly #socket: Socket;
  readonly #onText: (text: string) => void;
  #received: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];

  private constructor(socket: Socket, onText: (text: string) => void) {
    this.#socket = socket;
    this.#onText = onText;
    socket.on('data', (data: Buffer) => this.#take(data));
    // The browser may be gone before we have said goodbye.
    socket.on('error', () => socket.destroy());
  }

  /** @param url `ws://…` */
  static async open(url: string, onText: (text: string) => void): Promise<TextSocket> {
    const opening = request(url.replace(/^ws/, 'http'), {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      },
    });
    opening.end();
    const [, socket] = await once(opening, 'upgrade');
    return new TextSocket(socket, onText);
  }

  send(text: string): void {
    const body = Buffer.from(text);
    const mask = randomBytes(4);
    if (body.length > MOST_SENT) throw new RangeError('A call of more than 64 KiB: nothing needs that.');
    const isShort = body.length < SHORT;
    const head = Buffer.alloc(isShort ? 2 : 4);
    head[0] = FIN | TEXT;
    head[1] = MASKED | (isShort ? body.length : SHORT);
    if (!isShort) head.writeUInt16BE(body.length, 2);
    const masked = body.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    this.#socket.write(Buffer.concat([head, mask, masked]));
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (let frame = frameOf(this.#received); frame !== undefined; frame = frameOf(this.#received)) {
      this.#received = this.#received.subarray(frame.size);
      if (frame.kind === CLOSE) this.close();
      if (frame.kind > TEXT) continue;
      this.#parts.push(frame.body);
      if (frame.isLast) this.#onText(Buffer.concat(this.#parts.splice(0)).toString());
    }
  }
}

/** What a server sends is not masked. */
function frameOf(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const extra = second === LONG ? 8 : second === SHORT ? 2 : 0;
  if (bytes.length < 2 + extra) return undefined;
  const length =
    extra === 8 ? Number(bytes.readBigUInt64BE(2)) : extra === 2 ? bytes.readUInt16BE(2) : second;
  const size = 2 + extra + length;
  if (bytes.length < size) return undefined;
  return { isLast: (first & FIN) !== 0, kind: first & 0x0f, body: bytes.subarray(2 + extra, size), size };
}
