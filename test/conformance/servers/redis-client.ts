import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How a client knows the server: the authority's certificate, and the name that it dials. */
export interface ServerName {
  readonly ca: string;
  readonly servername: string;
}

/** Commands with answers of one line or one text: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export class RedisClient {
  /** @param server verified over TLS; without it, nothing is encrypted */
  public static connect(port: number, server?: ServerName): RedisClient {
    return new RedisClient(server === undefined ? connect(port, '127.0.0.1') : connectTls({ host: '127.0.0.1', port, ...server }));
  }

  private received = '';
  private readonly waiting: { readonly resolve: (answer: string) => void; readonly reject: (error: Error) => void }[] = [];

  private constructor(private readonly socket: Socket) {
    // lengths are of bytes, so a byte is kept as a character until an answer is whole
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      this.received += String(data);
      for (let answer = this.take(); answer !== undefined; answer = this.take()) this.waiting.shift()?.resolve(answer);
    });
    socket.on('error', (error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
    });
    socket.on('close', () => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error('the connection was closed'));
    });
  }

  /** The answer without its mark; a refusal is an answer too, e.g. `NOPERM …`; no value is the empty text. */
  public command(...words: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
    });
  }

  public close(): void {
    this.socket.destroy();
  }

  private take(): string | undefined {
    const end = this.received.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = this.received.slice(1, end);
    const isText = this.received.startsWith('$') && line !== '-1';
    const length = isText ? Number(line) + 2 : 0;
    if (this.received.length < end + 2 + length) return undefined;
    const answer = isText ? this.received.slice(end + 2, end + length) : line === '-1' ? '' : line;
    this.received = this.received.slice(end + 2 + length);
    return Buffer.from(answer, 'latin1').toString('utf8');
  }
}
