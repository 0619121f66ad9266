// The API of a platform for documents: it knows its port and its files, and nothing of who renders them.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');

// where its files are and where it listens; a container has a root and an address of its own
const [, , root = '', address] = process.argv;
const read = (path) => readFileSync(root + path, 'utf8');
const { database, calls } = JSON.parse(read('/etc/agent/agent.json'));

const answers = {
  '/healthz': () => 'ok',
  '/stats': () => 'documents_total 1\n',
  '/about': () =>
    JSON.stringify({
      environment: process.env.NODE_ENV,
      prompt: read('/etc/agent.d/prompts/system.txt'),
      stripe: read('/var/run/secrets/agent/api-secrets/stripe'),
      database: { ...database, user: read(database.userFile), password: read(database.passwordFile) },
      calls,
    }),
};

const server = createServer(({ url }, response) => {
  const answer = answers[url];
  response.writeHead(answer === undefined ? 404 : 200).end(answer?.());
});
server.listen(Number(process.env.PORT), address);
process.once('SIGTERM', () => server.close());
