import { connect, type Socket } from 'node:net';

/** One delivered message; `headers` is the whole block, its first line included. */
export interface NatsMessage {
  readonly subject: string;
  readonly reply: string | undefined;
  readonly headers: string;
  readonly text: string;
}

interface NatsUser {
  readonly user: string;
  readonly password: string;
}

const REQUEST_TIMEOUT_MS = 10_000;

const END_OF_LINE = '\r\n';

/** The few words of NATS' text protocol that a test needs: https://docs.nats.io/reference/reference-protocols/nats-protocol */
export class NatsClient {
  /** @throws if nobody listens, or the server refuses the user */
  public static async connect(port: number, user: NatsUser): Promise<NatsClient> {
    const client = new NatsClient(connect(port, '127.0.0.1'));
    const { user: name, password } = user;
    client.send(
      `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, headers: true, no_responders: true, user: name, pass: password })}`,
    );
    try {
      await client.flush();
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  private received: Buffer = Buffer.alloc(0);
  private readonly handlers = new Map<string, (message: NatsMessage) => void>();
  private readonly flushes: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  private subscriptions = 0;
  private failure: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data) => {
      this.received = Buffer.concat([this.received, data]);
      while (this.takeOne());
    });
    socket.on('error', (error) => {
      this.fail(error);
    });
    socket.on('close', () => {
      this.fail(new Error('the server closed the connection'));
    });
  }

  public publish(subject: string, text = '', reply = ''): void {
    this.send(`PUB ${subject} ${reply} ${Buffer.byteLength(text)}${END_OF_LINE}${text}`);
  }

  /** @returns what ends the subscription */
  public subscribe(subject: string, handler: (message: NatsMessage) => void): () => void {
    const id = String(++this.subscriptions);
    this.handlers.set(id, handler);
    this.send(`SUB ${subject} ${id}`);
    return () => {
      this.handlers.delete(id);
      this.send(`UNSUB ${id}`);
    };
  }

  /** The first answer. @throws if nobody answers */
  public async request(subject: string, text = ''): Promise<NatsMessage> {
    const inbox = `_INBOX.${process.pid}.${this.subscriptions}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${subject}: no answer in ${REQUEST_TIMEOUT_MS} ms`));
      }, REQUEST_TIMEOUT_MS);
      const end = this.subscribe(inbox, (message) => {
        clearTimeout(timer);
        end();
        if (message.headers.startsWith('NATS/1.0 503')) reject(new Error(`${subject}: nobody listens`));
        else resolve(message);
      });
      this.publish(subject, text, inbox);
    });
  }

  /** Resolves when the server has read all that was sent. @throws what the server refused */
  public async flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      this.flushes.push({ resolve, reject });
      this.send('PING');
    });
  }

  public close(): void {
    this.socket.destroy();
  }

  private send(line: string): void {
    this.socket.write(`${line}${END_OF_LINE}`);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.flushes.splice(0)) reject(this.failure);
  }

  /** Takes one whole operation from what was received; `false` if there is none yet. */
  private takeOne(): boolean {
    const end = this.received.indexOf(END_OF_LINE);
    if (end < 0) return false;
    const line = this.received.toString('utf8', 0, end);
    const [operation = '', ...words] = line.split(' ');
    const start = end + END_OF_LINE.length;
    if (operation !== 'MSG' && operation !== 'HMSG') {
      this.received = this.received.subarray(start);
      if (operation === 'PING') this.send('PONG');
      if (operation === 'PONG') this.flushes.shift()?.resolve();
      if (operation === '-ERR') this.fail(new Error(line));
      return true;
    }
    const total = Number(words.pop());
    const headerLength = operation === 'HMSG' ? Number(words.pop()) : 0;
    if (this.received.length < start + total + END_OF_LINE.length) return false;
    const headers = this.received.toString('utf8', start, start + headerLength);
    const text = this.received.toString('utf8', start + headerLength, start + total);
    this.received = this.received.subarray(start + total + END_OF_LINE.length);
    const [subject = '', id = '', reply] = words;
    this.handlers.get(id)?.({ subject, reply, headers, text });
    return true;
  }
}
