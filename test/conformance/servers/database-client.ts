import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Who connects, and where to. */
export interface Login {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** @default true */
  readonly tls?: boolean;
}

/** A connection that was let in, and is kept until it is closed. */
export interface DatabaseConnection {
  close(): Promise<void>;
}

/** Code of the protocol for "may I speak TLS": https://www.postgresql.org/docs/current/protocol-message-formats.html */
const TLS_REQUEST = 80_877_103;
/** Version 3.0. */
const PROTOCOL = 196_608;
const MECHANISM = 'SCRAM-SHA-256';

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Connects and proves the password, as a driver does it, but holds many connections in one process.
 *
 * @throws with the server's own words if it refuses
 */
export async function login({ port, user, password, database, tls = true }: Login): Promise<DatabaseConnection> {
  const plain = connect({ host: '127.0.0.1', port });
  const socket = tls ? await upgraded(plain) : plain;
  const messages = readMessages(socket);
  const next = async (): Promise<Message> => {
    const { value, done } = await messages.next();
    if (done === true) throw new Error('the server closed the connection');
    if (value.type === 'E') throw new Error(errorText(value.body));
    return value;
  };
  try {
    const pairs = ['user', user, 'database', database, 'application_name', 'conformance', ''];
    socket.write(frame('', Buffer.concat([int32(PROTOCOL), Buffer.from(`${pairs.join('\0')}\0`)])));
    await authenticate(socket, password, next);
    while ((await next()).type !== 'Z');
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    close: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        socket.end(frame('X', Buffer.alloc(0)));
        socket.resume();
      }),
  };
}

/** RFC 5802 and 7677, without channel binding. */
async function authenticate(socket: Socket, password: string, next: () => Promise<Message>): Promise<void> {
  const offered = await next();
  if (offered.type !== 'R' || offered.body.readInt32BE(0) !== 10) throw new Error('the server asks for no SCRAM');
  const bare = `n=,r=${randomBytes(18).toString('base64')}`;
  const first = Buffer.from(`n,,${bare}`);
  socket.write(frame('p', Buffer.concat([Buffer.from(`${MECHANISM}\0`), int32(first.length), first])));
  const challenge = (await next()).body.subarray(4).toString();
  const [, nonce = '', salt = '', rounds = ''] = /^r=([^,]*),s=([^,]*),i=(\d+)/.exec(challenge) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const withoutProof = `c=biws,r=${nonce}`;
  const signature = hmac(createHash('sha256').update(clientKey).digest(), `${bare},${challenge},${withoutProof}`);
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64');
  socket.write(frame('p', Buffer.from(`${withoutProof},p=${proof}`)));
}

async function upgraded(plain: Socket): Promise<Socket> {
  plain.write(frame('', int32(TLS_REQUEST)));
  const answer = await new Promise<Buffer>((resolve, reject) => {
    plain.once('data', resolve).once('error', reject);
  });
  if (answer.toString() !== 'S') throw new Error('the server speaks no TLS');
  const secure = connectTls({ socket: plain, rejectUnauthorized: false });
  await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
  return secure;
}

async function* readMessages(socket: Socket): AsyncGenerator<Message, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const end = rest.readInt32BE(1) + 1;
      yield { type: rest.toString('latin1', 0, 1), body: rest.subarray(5, end) };
      rest = rest.subarray(end);
    }
  }
}

/** Type, length with itself, body. */
function frame(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** The field `M` of an error. */
function errorText(body: Buffer): string {
  const fields = body.toString().split('\0');
  return fields.find((field) => field.startsWith('M'))?.slice(1) ?? 'refused';
}
