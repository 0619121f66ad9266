'use strict';
/**
 * A worker of a queue: takes messages with the stock client, acknowledges each and writes `<deliveries> <text>`, one a line.
 *
 *     node bus-worker-process.js '{"port", "authority", "seed", "inbox", "stream", "consumer"}'
 *
 * Writes `ready` when it takes messages and `lost` whenever its connection breaks; ends when stdin closes, after what it has begun.
 */
const { connect, nkeyAuthenticator } = require('@nats-io/transport-node');
const { jetstream } = require('@nats-io/jetstream');

async function main({ port, authority, seed, inbox, stream, consumer }) {
  const connection = await connect({
    servers: [`tls://127.0.0.1:${port}`],
    tls: { caFile: authority },
    authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
    inboxPrefix: inbox,
  });
  void (async () => {
    for await (const { type } of connection.status()) if (type === 'disconnect') process.stdout.write('lost\n');
  })();
  const from = await jetstream(connection).consumers.get(stream, consumer);
  const messages = await from.consume({
    max_messages: 200,
    callback: (message) => {
      message.ack();
      process.stdout.write(`${message.info.deliveryCount} ${message.string()}\n`);
    },
  });
  process.stdin
    .on('end', () => {
      void messages
        .close()
        .then(() => connection.drain())
        .then(() => process.exit(0));
    })
    .resume();
  process.stdout.write('ready\n');
}

main(JSON.parse(process.argv[2])).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
