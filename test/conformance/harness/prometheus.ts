import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Values that an instant query answers, one of each series; none is an empty vector. */
export type Answered = readonly number[];

/** Stands in for Prometheus: it answers as told, and remembers what it was asked. */
export interface PrometheusStandIn {
  /** Where a controller reaches it. */
  readonly address: string;
  /** From now on, to queries with this text in them. The text that was given last counts; others are answered with an empty vector. */
  answer(text: string, values: Answered): void;
  /** Queries with this text in them, oldest first. */
  asked(text: string): readonly string[];
  stop(): Promise<void>;
}

/** The API of instant queries as its clients use it. https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
export async function startPrometheus(): Promise<PrometheusStandIn> {
  const answers: (readonly [text: string, values: Answered])[] = [];
  const queries: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const query = new URLSearchParams(Buffer.concat(parts).toString('utf8')).get('query') ?? searchParams.get('query');
      if (pathname !== '/api/v1/query' || query === null) {
        response.writeHead(404).end();
        return;
      }
      queries.push(query);
      const [, values = []] = answers.filter(([text]) => query.includes(text)).at(-1) ?? [];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(vector(values)));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (text, values) => {
      answers.push([text, values]);
    },
    asked: (text) => queries.filter((query) => query.includes(text)),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function vector(values: Answered): unknown {
  const result = values.map((value, index) => ({ metric: { series: String(index) }, value: [Date.now() / 1000, String(value)] }));
  return { status: 'success', data: { resultType: 'vector', result } };
}
