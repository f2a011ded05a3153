// The server's end of one WebSocket (RFC 6455), as much as the loopback servers need: text, ping, pong and close frames.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OPCODE = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

export interface WebSocketEvents {
  onText(text: string): void;
  onClose(): void;
}

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  readonly length: number;
}

/** Reads one masked frame from the front of `bytes`; undefined until all of it is there. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  let size = bytes[1]! & 0x7f;
  let at = 2;
  if (size === 126) {
    if (bytes.length < 4) return undefined;
    size = bytes.readUInt16BE(2);
    at = 4;
  } else if (size === 127) {
    if (bytes.length < 10) return undefined;
    size = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  const masked = (bytes[1]! & 0x80) !== 0;
  const start = at + (masked ? 4 : 0);
  if (bytes.length < start + size) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (masked) for (let i = 0; i < size; i += 1) payload[i]! ^= bytes[at + (i % 4)]!;
  return { final: (bytes[0]! & 0x80) !== 0, opcode: bytes[0]! & 0x0f, payload, length: start + size };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (size < 126) head[1] = size;
  else if (size < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([head, payload]);
}

export class ServerWebSocket {
  readonly #socket: Duplex;
  readonly #events: WebSocketEvents;
  #received: Buffer = Buffer.alloc(0);
  #fragments: Buffer[] = [];
  #closed = false;
  /** A mute socket answers no ping: the peer must find out by itself. */
  mute = false;
  pongs = 0;

  private constructor(socket: Duplex, events: WebSocketEvents, head: Buffer) {
    this.#socket = socket;
    this.#events = events;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
    if (head.length > 0) this.#read(head);
  }

  /** Answers the upgrade request and takes the connection over. */
  static accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    events: WebSocketEvents,
  ): ServerWebSocket {
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1').update(`${key}${ACCEPT_GUID}`).digest('base64');
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return new ServerWebSocket(socket, events, head);
  }

  get open(): boolean {
    return !this.#closed;
  }

  send(text: string): void {
    if (!this.#closed) this.#socket.write(frame(OPCODE.text, Buffer.from(text)));
  }

  ping(): void {
    if (!this.#closed && !this.mute) this.#socket.write(frame(OPCODE.ping, Buffer.from('Ping from server')));
  }

  /** Says goodbye properly: a close frame, then the end of the connection. */
  close(code = 1000): void {
    if (this.#closed) return;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#socket.end(frame(OPCODE.close, payload));
    this.#end();
  }

  /** Cuts the connection without a word. */
  destroy(): void {
    this.#socket.destroy();
    this.#end();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.onClose();
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const next = readFrame(this.#received);
      if (next === undefined) return;
      this.#received = this.#received.subarray(next.length);
      this.#handle(next);
    }
  }

  #handle({ opcode, payload, final }: Frame): void {
    if (opcode === OPCODE.ping) {
      if (!this.mute && !this.#closed) this.#socket.write(frame(OPCODE.pong, payload));
    } else if (opcode === OPCODE.pong) {
      this.pongs += 1;
    } else if (opcode === OPCODE.close) {
      this.close();
    } else if (opcode === OPCODE.text || opcode === OPCODE.continuation) {
      this.#fragments.push(payload);
      if (!final) return;
      const text = Buffer.concat(this.#fragments.splice(0)).toString('utf8');
      this.#events.onText(text);
    }
  }
}
