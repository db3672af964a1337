import { connect, type Socket } from 'node:net';

export interface WireAnswer {
  readonly status: number;
}

/**
 * A kept connection to a coordinator that sends one request after the other. Node's own client costs more than the
 * coordinator that it is to load.
 */
export class Wire {
  readonly #socket: Socket;
  readonly #token: string;
  #waiting: ((answer: WireAnswer) => void) | undefined;
  #tail = '';
  #leftBytes = 0;
  #status = 0;
  #isChunked = false;
  #inBody = false;

  /** A connection that is refused answers like one that breaks. */
  static async open(port: number, token: string): Promise<Wire> {
    const socket = connect(port, '127.0.0.1').setNoDelay();
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
    return new Wire(socket, token);
  }

  private constructor(socket: Socket, token: string) {
    this.#socket = socket;
    this.#token = token;
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('close', () => this.#settle(0));
  }

  /** Sends a request; resolves with status 0 if the connection breaks. */
  send(method: string, path: string, body: Buffer = Buffer.alloc(0)): Promise<WireAnswer> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      const head = `${method} ${path} HTTP/1.1\r\nHost: coordinator\r\nAuthorization: Bearer ${this.#token}\r\nContent-Length: ${body.length}\r\n\r\n`;
      this.#socket.write(head);
      if (body.length > 0) this.#socket.write(body);
      if (this.#socket.destroyed) this.#settle(0);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    if (!this.#inBody) {
      this.#tail += bytes.toString('latin1');
      const end = this.#tail.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.#tail.slice(0, end);
      this.#status = Number(head.slice(9, 12));
      this.#isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
      const bodyBytes = this.#tail.length - end - 4;
      this.#leftBytes = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0) - bodyBytes;
      this.#tail = this.#tail.slice(-5);
      this.#inBody = true;
    } else {
      this.#leftBytes -= bytes.length;
      this.#tail = (this.#tail + bytes.subarray(-5).toString('latin1')).slice(-5);
    }
    if (this.#isChunked ? this.#tail === '0\r\n\r\n' : this.#leftBytes <= 0) this.#settle(this.#status);
  }

  #settle(status: number): void {
    this.#inBody = false;
    this.#tail = '';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.({ status });
  }
}
