import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { Cluster } from '../harness/control-plane';

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatBody;
}

interface ChatBody {
  readonly model: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

/** Stands in for a provider with OpenAI's API: it answers at once, or when it is told to, and says what that took. */
export interface LlmProviderStandIn {
  /** Socket of its TLS server. */
  readonly path: string;
  /** Every request until now. */
  readonly asked: readonly Asked[];
  /** Tokens of each answer from now on, and whether answers wait for `release`. */
  answer(tokens: number, held?: boolean): void;
  release(): void;
  stop(): void;
}

/** https://platform.openai.com/docs/api-reference/chat: a stream has usage only if it was asked for. */
export async function startLlmProvider({ folder, authority }: Cluster, hostname: string): Promise<LlmProviderStandIn> {
  const { key, certificate } = authority.issue('provider', [hostname]);
  const path = join(folder, 'provider.sock');
  const asked: Asked[] = [];
  const waiting: (() => void)[] = [];
  let [tokens, held] = [10, false];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as ChatBody;
      asked.push({ path: request.url ?? '', headers: request.headers, body });
      const count = tokens;
      const reply = (): void => {
        respond(response, body, count);
      };
      if (held) waiting.push(reply);
      else reply();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    path,
    asked,
    answer: (count, wait = false) => {
      [tokens, held] = [count, wait];
    },
    release: () => {
      held = false;
      for (const reply of waiting.splice(0)) reply();
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function respond(response: ServerResponse, { model, stream, stream_options: options }: ChatBody, tokens: number): void {
  const input = Math.floor(tokens / 3);
  const usage = { prompt_tokens: input, completion_tokens: tokens - input, total_tokens: tokens };
  const common = { id: 'chatcmpl-1', created: 0, model };
  if (stream !== true) {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }];
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ...common, object: 'chat.completion', choices, usage }));
    return;
  }
  const chunk = (fields: object): string => `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', ...fields })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }] }));
  if (options?.include_usage === true) response.write(chunk({ choices: [], usage }));
  response.end('data: [DONE]\n\n');
}
