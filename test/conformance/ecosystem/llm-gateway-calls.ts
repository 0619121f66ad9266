import { type Bucket, bucketsOf } from '../../../src/features/llm/buckets';
import { until } from '../harness/poll';
import { BUDGETS } from './llm-gateway-budgets';
import { type GatewayStack, type Reply, STRANGER } from './llm-gateway-stack';

export const CHAT = '/v1/chat/completions';
export const MODEL = 'gpt-4o-mini';

/** Every counter that the gateway of the test must have, in the order of its rules. */
export const BUCKETS: readonly Bucket[] = bucketsOf(
  { limit: BUDGETS.limit, reservePercent: 10, oversubscription: BUDGETS.oversubscription },
  BUDGETS.tenants,
);

/** Callers of the gateway, and what they have spent. */
export class GatewayCalls {
  /** With a token of every service account. */
  public static async of(stack: GatewayStack): Promise<GatewayCalls> {
    const accounts = [...BUDGETS.tenants.flatMap(({ namespace, agents }) => agents.map(({ name }) => ({ namespace, name }))), STRANGER];
    const tokens = new Map<string, string>();
    for (const { namespace, name } of accounts) tokens.set(name, await stack.token(namespace, name));
    return new GatewayCalls(stack, tokens);
  }

  /** Tokens that passed until now. */
  private passed = 0;

  private constructor(
    private readonly stack: GatewayStack,
    private readonly tokens: ReadonlyMap<string, string>,
  ) {}

  public tokenOf(agent: string): string {
    const token = this.tokens.get(agent);
    if (token === undefined) throw new Error(`no token of ${agent}`);
    return token;
  }

  /** A chat completion, or something else. */
  public asks(agent: string, { path = CHAT, headers = {}, ...body }: Asking = {}): Promise<Reply> {
    const content = { model: MODEL, messages: [{ role: 'user', content: 'is it?' }], ...body };
    return this.stack.get(this.stack.proxy.listener, path, content, { authorization: `Bearer ${this.tokenOf(agent)}`, ...headers });
  }

  /** An answer of so many tokens; whoever gets it, it is waited for until it is counted. */
  public async spends(count: number, agent: string, asking: Asking = {}): Promise<number> {
    this.stack.provider.answer(count);
    const { status } = await this.asks(agent, asking);
    if (status === 200) await this.counted(count);
    return status;
  }

  /** What callers are answered, one after the other; who is let in spends one token. */
  public async answersTo(...calls: readonly (readonly [agent: string, member?: string])[]): Promise<number[]> {
    const statuses: number[] = [];
    for (const [agent, member] of calls) {
      statuses.push(await this.spends(1, agent, member === undefined ? {} : { headers: { 'x-llm-member': member } }));
    }
    return statuses;
  }

  /** Waits until so many more tokens are counted: the rate-limit service is told when an answer has ended. */
  public async counted(more: number): Promise<void> {
    this.passed += more;
    await until(`${this.passed} tokens to be counted`, async () => ((await this.spentBy('provider')) === this.passed ? true : undefined));
  }

  /** Tokens that an owner's counter of days has. */
  public async spentBy(owner: string): Promise<number> {
    const rule = BUCKETS.findIndex((one) => one.owner === owner && one.window.key === 'perDay');
    return (await this.stack.spent()).get(rule) ?? 0;
  }
}

interface Asking {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}
