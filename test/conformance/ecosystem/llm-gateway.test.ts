import { requestsInFlight, WORKERS } from '../../../src/features/llm/bound';
import { NAME, POD_LABELS } from '../../../constructs/llm/llm-gateway-specs';
import { CALLER_LABEL, MEMBER_LABEL } from '../../../src/features/llm/caller';

import type { Bucket } from '../../../src/features/llm/buckets';
import { TOKEN_TYPE_LABEL, TOKENS_METRIC } from '../../../src/features/llm/metric';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { CONTEXT, PARALLEL } from './llm-gateway-budgets';
import { BUCKETS, CHAT, GatewayCalls, MODEL } from './llm-gateway-calls';
import { filtersOf, limitsIn, type RateLimitEntry, rowsOf } from './llm-gateway-xds';
import { type GatewayStack, startGatewayStack, STRANGER } from './llm-gateway-stack';
import { whyNoRooms } from './rooms';

/** Nothing here runs over a midnight: it takes a minute. */
const BEFORE_MIDNIGHT_MS = 180_000;

withComponents(
  [
    'etcd',
    'kube-apiserver',
    'kubectl',
    'crds',
    'envoy',
    'envoy-gateway',
    'ai-gateway-controller',
    'ai-gateway-extproc',
    'ratelimit',
    'redis-server',
    'unshare',
  ],
  'the LLM gateway on Envoy Gateway, the AI gateway, Envoy, the rate-limit service and Redis',
  () => {
    let stack: GatewayStack;
    let calls: GatewayCalls;

    beforeAll(async () => {
      const left = 86_400_000 - (Date.now() % 86_400_000);
      if (left < BEFORE_MIDNIGHT_MS) await new Promise((resolve) => setTimeout(resolve, left));
      stack = await startGatewayStack();
      calls = await GatewayCalls.of(stack);
    }, 400_000);
    afterAll(async () => {
      await stack.stop();
    });

    const status = async (apiVersion: string, kind: string): Promise<KubeObject['status']> => {
      const { body } = await stack.cluster.client.get({ apiVersion, kind, metadata: { name: NAME, namespace: 'platform' } });
      return body['status'];
    };

    test('both controllers accept every object, and what budgets name is what the route becomes', async () => {
      const accepted = async (apiVersion: string, kind: string): Promise<string> => {
        const conditions = JSON.stringify(await status(apiVersion, kind));
        return [...conditions.matchAll(/"status":"(\w+)","type":"(\w+)"/g)].map(([, value, type]) => `${type ?? ''}=${value ?? ''}`).join();
      };
      const envoy = 'gateway.envoyproxy.io/v1alpha1';
      const ai = 'aigateway.envoyproxy.io/v1beta1';
      expect({
        HTTPRoute: await accepted('gateway.networking.k8s.io/v1', 'HTTPRoute'),
        BackendTrafficPolicy: await accepted(envoy, 'BackendTrafficPolicy'),
        ClientTrafficPolicy: await accepted(envoy, 'ClientTrafficPolicy'),
        SecurityPolicy: await accepted(envoy, 'SecurityPolicy'),
        EnvoyProxy: await accepted(envoy, 'EnvoyProxy'),
        AIGatewayRoute: await accepted(ai, 'AIGatewayRoute'),
        AIServiceBackend: await accepted(ai, 'AIServiceBackend'),
        BackendSecurityPolicy: await accepted(ai, 'BackendSecurityPolicy'),
        GatewayConfig: await accepted(ai, 'GatewayConfig'),
      }).toEqual({
        HTTPRoute: 'Accepted=True,ResolvedRefs=True',
        BackendTrafficPolicy: 'Accepted=True',
        ClientTrafficPolicy: 'Accepted=True',
        SecurityPolicy: 'Accepted=True',
        EnvoyProxy: 'Accepted=True',
        AIGatewayRoute: 'Accepted=True',
        AIServiceBackend: 'Accepted=True',
        BackendSecurityPolicy: 'Accepted=True',
        GatewayConfig: 'Accepted=True',
      });
    });

    test('proxies keep their labels, are replaced without a gap and end answers that have begun', async () => {
      const { body } = await stack.cluster.client.get({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: NAME, namespace: 'platform' },
      });
      expect(body['spec']).toMatchObject({
        replicas: 2,
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: { metadata: { labels: POD_LABELS }, spec: { terminationGracePeriodSeconds: 360, automountServiceAccountToken: false } },
      });
      const pod = stack.proxy.pod['spec'] as { containers: { name: string }[]; initContainers: { name: string; restartPolicy: string }[] };
      expect(JSON.stringify(pod.containers)).toContain('"--drain-timeout=60s"');
      expect(pod.initContainers.map(({ name, restartPolicy }) => `${name} ${restartPolicy}`)).toEqual(['ai-gateway-extproc Always']);
      const service = await stack.cluster.client.get({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: NAME, namespace: 'platform' },
      });
      expect(service.body['spec']).toMatchObject({
        ports: [{ port: 8080, targetPort: 8080 }],
        selector: { ...POD_LABELS, 'app.kubernetes.io/name': 'envoy' },
      });
    });

    test('000-25: each counter is one descriptor of the rate-limit service, with its window and its tokens', async () => {
      const { text } = await stack.get(stack.limits.debug, '/rlconfig');
      expect(limitsIn(text)).toEqual(BUCKETS.map(({ window, tokens: count }) => `${window.unit.toUpperCase()} ${count}`));
    });

    test('000-25: every row has the same counters, asked when a request comes and charged when its answer has ended', async () => {
      const { text } = await stack.get(stack.proxy.admin, '/config_dump');
      const rows = rowsOf(text);
      expect(rows.map(({ name }) => name)).toEqual(['rule/0/match/0', 'rule/0/match/1']);
      for (const { limits } of rows) expect(limits).toEqual(BUCKETS.flatMap(entries));
    });

    test('what a client says about itself is gone before its token is read, and the token is read before all else', async () => {
      const { text } = await stack.get(stack.proxy.admin, '/config_dump');
      const { removed, filters } = filtersOf(text);
      expect(removed).toEqual(['x-llm-caller', 'x-ai-eg-model', 'x-ai-eg-original-path']);
      expect(filters.slice(0, 5)).toEqual([
        'envoy.filters.http.jwt_authn',
        'envoy.filters.http.ext_proc/aigateway',
        'envoy.filters.http.rbac',
        'envoy.filters.http.ratelimit',
        `envoy.filters.http.ratelimit/platform/${NAME}`,
      ]);
    });

    test('fails a call without a token, with one for somebody else, and of an agent that has no tokens to spend', async () => {
      const foreign = await stack.token('tenant-acme', 'search', 'https://kubernetes.default.svc');
      expect((await stack.get(stack.proxy.listener, CHAT, { model: MODEL })).status).toBe(401);
      expect((await calls.asks('search', { headers: { authorization: `Bearer ${foreign}` } })).status).toBe(403);
      expect((await calls.asks(STRANGER.name)).status).toBe(403);
      expect(stack.provider.asked).toEqual([]);
    });

    test('fails a model that nobody named, and endpoints whose answers do not say what they took', async () => {
      expect((await calls.asks('search', { model: 'gpt-5' })).status).toBe(404);
      const headers = { 'x-ai-eg-model': MODEL, 'x-ai-eg-original-path': CHAT };
      const paths = ['/v1/completions', '/v1/images/generations', '/v1/audio/speech', '/v1/files', `/v1/completions?x=${CHAT}`];
      for (const path of paths) {
        const { status: code } = await calls.asks('search', { path, headers, prompt: 'x', input: 'x', voice: 'x' });
        expect({ path, code }).toEqual({ path, code: 404 });
      }
      expect(stack.provider.asked).toEqual([]);
    });

    test('fails a body above what a proxy holds in memory', async () => {
      const messages = [{ role: 'user', content: 'x'.repeat(4 * 1024 * 1024) }];
      const { status: code } = await calls.asks('search', { messages });
      expect(code).toBe(413);
    });

    test('the provider is asked with its own key, and the caller’s token stays here', async () => {
      expect(await calls.spends(9, 'search')).toBe(200);
      const headers = stack.provider.asked.at(-1)?.headers;
      expect(headers?.authorization).toBe('Bearer sk-provider');
      expect(JSON.stringify(headers)).not.toContain(calls.tokenOf('search'));
    });

    test('000-25: an answer is counted for all whom it concerns, in all windows, and streams are made to say what they took', async () => {
      const before = await stack.spent();
      stack.provider.answer(12);
      const headers = { 'x-llm-caller': 'system:serviceaccount:shared-tenants:triage' };
      const reply = await calls.asks('search', { model: 'gpt-4o', stream: true, headers });
      expect(reply.text).toContain('data: [DONE]');
      await calls.counted(12);
      const after = await stack.spent();
      const changed = BUCKETS.flatMap(({ owner, window }, rule) => {
        const more = (after.get(rule) ?? 0) - (before.get(rule) ?? 0);
        return more === 0 ? [] : [`${owner} ${window.key} ${more}`];
      });
      expect(changed).toEqual([
        'provider perDay 12',
        'provider perMonth 12',
        'acme perDay 12',
        'acme perMonth 12',
        'acme/search perDay 12',
      ]);
    });

    test('000-25: windows begin at multiples of their length', async () => {
      const keys = await stack.keys();
      const starts = [...BUCKETS.entries()].flatMap(([rule, { window }]) =>
        keys.filter((key) => key.includes(`/rule/${rule}_`)).map((key) => Number(/_(\d+)$/.exec(key)?.[1]) % window.seconds),
      );
      expect(starts.length).toBeGreaterThanOrEqual(5);
      expect(new Set(starts)).toEqual(new Set([0]));
    });

    test('000-25: an agent at its budget is let in, one above it is refused with every model, and nobody else is', async () => {
      // 9 and 12 were spent above
      expect(await calls.spends(179, 'search')).toBe(200);
      expect(await calls.spentBy('acme/search')).toBe(200);
      expect(await calls.spends(1, 'search')).toBe(200);
      expect(await calls.spentBy('acme/search')).toBe(201);
      expect([(await calls.asks('search')).status, (await calls.asks('search', { model: 'gpt-4o' })).status]).toEqual([429, 429]);
      expect((await calls.asks('search', { headers: { 'x-llm-caller': 'system:serviceaccount:tenant-acme:answer' } })).status).toBe(429);
      expect(await calls.answersTo(['answer'], ['chat'], ['triage', 'initech'])).toEqual([200, 200, 200]);
    });

    test('000-25: a member of a pool spends its own budget, and a call for nobody or an unknown member is refused', async () => {
      expect(await calls.spends(151, 'triage', { headers: { 'x-llm-member': 'initech' } })).toBe(200);
      expect(
        await calls.answersTo(['triage', 'initech'], ['triage', 'hooli'], ['triage'], ['triage', 'umbrella'], ['triage', 'hooli, initech']),
      ).toEqual([429, 200, 429, 429, 429]);
    });

    test('000-25: a tenant above its budget is refused whichever agent asks, and other tenants are not', async () => {
      expect(await calls.spends(300, 'answer')).toBe(200);
      expect(await calls.spentBy('acme')).toBeGreaterThan(500);
      expect(await calls.answersTo(['answer'], ['search'], ['chat'], ['triage', 'hooli'])).toEqual([429, 429, 200, 200]);
    });

    test('000-29: what passes a spent budget stays within the bound of the report', async () => {
      const [budget, one] = [300, CONTEXT];
      expect(await calls.spends(budget, 'burst')).toBe(200);
      const before = stack.provider.asked.length;
      stack.provider.answer(one, true);
      const asked = Array.from({ length: 24 }, () => calls.asks('burst'));
      await until('the proxy to be full', async () => {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        return stack.provider.asked.length - before >= PARALLEL ? true : undefined;
      });
      stack.provider.answer(one);
      stack.provider.release();
      const statuses = (await Promise.all(asked)).map((reply) => reply.status);
      const through = statuses.filter((code) => code === 200).length;
      expect(through).toBeGreaterThanOrEqual(PARALLEL);
      // of one proxy; the report counts all of them, twice while versions change
      expect(through).toBeLessThanOrEqual(2 * PARALLEL + 2 * WORKERS);
      expect(requestsInFlight(2, PARALLEL)).toBe(4 * (2 * PARALLEL + 2 * WORKERS));
      expect(new Set(statuses.filter((code) => code !== 200))).toEqual(new Set([503]));
      await calls.counted(through * one);
      expect(await calls.spentBy('globex/burst')).toBe(budget + through * one);
      expect(await calls.answersTo(['burst'], ['chat'])).toEqual([429, 200]);
    });

    test('alerts read series that the processor has: tokens by caller, by member and by kind', async () => {
      const { text } = await stack.get(stack.proxy.processorMetrics, '/metrics');
      const sums = new Map<string, number>();
      for (const [, labels = '', value = ''] of text.matchAll(new RegExp(`^${TOKENS_METRIC}\\{(.*)\\} (\\S+)$`, 'gm'))) {
        const label = (name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
        if (!['input', 'output'].includes(label(TOKEN_TYPE_LABEL))) continue;
        const key = `${label(CALLER_LABEL)} ${label(MEMBER_LABEL)}`.trimEnd();
        sums.set(key, (sums.get(key) ?? 0) + Number(value));
      }
      const subject = 'system:serviceaccount:';
      expect(sums.get(`${subject}tenant-acme:search`)).toBe(await calls.spentBy('acme/search'));
      expect(sums.get(`${subject}shared-tenants:triage initech`)).toBe(await calls.spentBy('shared/initech'));
      expect(sums.get(`${subject}shared-tenants:triage hooli`)).toBe(await calls.spentBy('shared/hooli'));
      expect(sums.get(`${subject}tenant-globex:burst`)).toBe(await calls.spentBy('globex/burst'));
    });

    test('000-29: once the provider’s share is spent, everybody is refused', async () => {
      expect(await calls.spends(9000, 'chat')).toBe(200);
      expect(await calls.answersTo(['chat'], ['burst'], ['answer'], ['triage', 'hooli'])).toEqual([429, 429, 429, 429]);
    });

    test('fails every call while nobody counts, or somebody who was told no budgets', async () => {
      const before = stack.provider.asked.length;
      await stack.limits.service.stop();
      expect(await calls.answersTo(['chat'], ['triage', 'hooli'])).toEqual([500, 500]);
      await stack.controllers.stop();
      await stack.limits.again();
      // long enough for one that would start without budgets, and for the proxy to find it
      await new Promise((resolve) => setTimeout(resolve, 5000));
      expect(await calls.answersTo(['chat'], ['triage', 'hooli'])).toEqual([500, 500]);
      expect(stack.provider.asked.length).toBe(before);
    });
  },
  whyNoRooms(),
);

/** What a counter is in a row: asked before, and charged after unless it has no tokens at all. */
function entries({ headers, tokens }: Bucket): RateLimitEntry[] {
  const match = headers.map(({ name, type, value, invert = false }) => ({
    name,
    [type === 'Exact' ? 'exact' : 'regex']: value,
    expected: !invert,
  }));
  const asked: RateLimitEntry = { match, hits: tokens === 0 ? '1' : '0', afterwards: false };
  return tokens === 0 ? [asked] : [asked, { match, hits: '%DYNAMIC_METADATA(io.envoy.ai_gateway:llm_total_token)%', afterwards: true }];
}
