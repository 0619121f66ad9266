/** One entry of `rate_limits` in a route: https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto */
export interface RateLimitEntry {
  readonly match: readonly object[];
  /** What it adds. */
  readonly hits: string;
  /** When the answer has ended. */
  readonly afterwards: boolean;
}

interface HeaderMatch {
  readonly expect_match: boolean;
  readonly headers: readonly {
    readonly name: string;
    readonly string_match: { readonly exact?: string; readonly safe_regex?: { readonly regex: string } };
  }[];
}

interface RateLimit {
  readonly actions: readonly { readonly header_value_match?: HeaderMatch }[];
  readonly hits_addend: { readonly number?: string; readonly format?: string };
  readonly apply_on_stream_done?: boolean;
}

type Dump = Record<string, unknown>;

/** All objects in a JSON text that have a key. */
function having(text: string, key: string): Dump[] {
  const found: Dump[] = [];
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && key in value) found.push(value as Dump);
    return value;
  });
  return found;
}

/** Rows of the route that lead to the provider, with the counters of each. */
export function rowsOf(configDump: string): { readonly name: string; readonly limits: readonly RateLimitEntry[] }[] {
  return having(configDump, 'typed_per_filter_config').flatMap((row) => {
    const name = /rule\/\d+\/match\/\d+/.exec(String(row['name']))?.[0] ?? '';
    const filters = row['typed_per_filter_config'] as Record<string, { readonly rate_limits?: readonly RateLimit[] }>;
    const limits = Object.values(filters).flatMap(({ rate_limits: entries = [] }) => entries);
    return limits.length === 0 ? [] : [{ name, limits: limits.map(entryOf) }];
  });
}

function entryOf({ actions, hits_addend: hits, apply_on_stream_done: afterwards = false }: RateLimit): RateLimitEntry {
  const match = actions.flatMap(({ header_value_match: one }) =>
    (one?.headers ?? []).map(({ name, string_match: { exact, safe_regex: regex } }) => ({
      name,
      ...(exact === undefined ? { regex: regex?.regex } : { exact }),
      expected: one?.expect_match ?? true,
    })),
  );
  return { match, hits: hits.number ?? hits.format ?? '', afterwards };
}

/** Headers that are removed before filters, and the filters of the listener in their order. */
export function filtersOf(configDump: string): { readonly removed: string[]; readonly filters: string[] } {
  const [manager] = having(configDump, 'early_header_mutation_extensions');
  const mutations = having(JSON.stringify(manager?.['early_header_mutation_extensions'] ?? {}), 'remove');
  return {
    removed: mutations.map(({ remove }) => String(remove)),
    filters: ((manager?.['http_filters'] ?? []) as { readonly name: string }[]).map(({ name }) => name),
  };
}

/** Units and numbers in what the rate-limit service says of its configuration, in the order of the rules. */
export function limitsIn(text: string): string[] {
  return [...text.matchAll(/\/rule\/(\d+)\.\S*: unit=(\w+) requests_per_unit=(\d+)/g)]
    .map(([, rule = '', unit = '', count = '']) => ({ rule: Number(rule), text: `${unit} ${count}` }))
    .sort((a, b) => a.rule - b.rule)
    .map((one) => one.text);
}
