import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ENVOY_GATEWAY_CONTROLLER, type LlmGatewayInstallation, llmGatewayInstallation } from '../../../src/features/llm/installation';
import { locateOrFail } from '../harness/components';
import type { Cluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { freePorts } from '../harness/ports';
import { ENVOY_PROXY, openDefinition } from '../harness/stand-ins';
import { openDoor, type Room, startRoom } from './rooms';

/** Namespaces as the charts call them. */
export const EG_NAMESPACE = 'envoy-gateway-system';
const AI_NAMESPACE = 'envoy-ai-gateway-system';
const XDS_PORT = 18_000;
const LIMITS_PORT = 18_001;
const EXTENSION_PORT = 1063;
const WEBHOOK_PORT = 9443;
const HEALTH_PORT = 8081;

/** Values of the chart that become flags; others are of its Deployment. */
const FLAGS = ['metricsRequestHeaderAttributes', 'maxRecvMsgSize'] as const;

/** Both controllers and the doors to what they serve. */
export interface GatewayControllers {
  /** Sockets behind which proxies and the rate-limit service are told their configuration. */
  readonly xds: string;
  readonly limits: string;
  log(): string;
  stop(): Promise<void>;
}

/**
 * Starts Envoy Gateway and the AI gateway's controller against a cluster, with the configuration that `LlmGateway.installation` gives, each
 * in a room of its own: their ports are fixed, and both take 18002.
 */
export async function startGatewayControllers(cluster: Cluster, redisUrl: string): Promise<GatewayControllers> {
  const { folder, kubeconfig, authority, url } = cluster;
  const socket = (name: string): string => join(folder, `${name}.sock`);
  const [api, xds, limits, extension, hook, health] = ['api', 'xds', 'limits', 'extension', 'hook', 'health'].map(socket) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const installation = llmGatewayInstallation(redisUrl);
  const { controller } = installation.aiGateway as { controller: Record<(typeof FLAGS)[number], string> };
  const apiPort = Number(new URL(url).port);
  const toApi = { from: { port: apiPort }, to: { path: api } };
  const [webhookPort = 0] = await freePorts(1);
  const doors: Server[] = [];
  const rooms: Room[] = [];
  const stop = async (): Promise<void> => {
    for (const room of rooms.splice(0).reverse()) await room.stop();
    for (const door of doors.splice(0)) door.close();
  };
  try {
    doors.push(await openDoor({ path: api }, { port: apiPort }), await openDoor({ port: webhookPort, host: '127.0.0.1' }, { path: hook }));
    for (const object of bootstrap()) await created(cluster, object);
    execFileSync(locateOrFail('envoy-gateway'), ['certgen', '--disable-topology-injector'], {
      env: { KUBECONFIG: kubeconfig, ENVOY_GATEWAY_NAMESPACE: EG_NAMESPACE },
      stdio: 'pipe',
    });

    const serving = authority.issue('ai-gateway-controller', ['127.0.0.1']);
    const aiRoom = await startRoom(folder, 'ai-gateway', {
      files: {
        'certs/ca.crt': readFileSync(authority.certificate),
        'certs/tls.crt': readFileSync(serving.certificate),
        'certs/tls.key': readFileSync(serving.key),
      },
      doors: [toApi, { from: { path: extension }, to: { port: EXTENSION_PORT } }, { from: { path: hook }, to: { port: WEBHOOK_PORT } }],
    });
    rooms.push(aiRoom);
    await created(cluster, webhook(webhookPort, readFileSync(authority.certificate)));
    const ai = await aiRoom.start(
      'ai-gateway-controller',
      [
        `--envoyGatewayNamespace=${EG_NAMESPACE}`,
        '--endpointPrefixes=openai:,cohere:/cohere,anthropic:/anthropic',
        '--enableLeaderElection=false',
        ...FLAGS.map((name) => `--${name}=${controller[name]}`),
      ],
      { KUBECONFIG: kubeconfig, POD_NAMESPACE: AI_NAMESPACE, DISABLE_PPROF: 'true' },
      () => reachable(hook),
    );

    const secret = await secretOf(cluster, 'envoy-gateway');
    const token = await tokenOf(cluster, EG_NAMESPACE, 'envoy-gateway');
    const egRoom = await startRoom(folder, 'envoy-gateway', {
      files: {
        ...Object.fromEntries(Object.entries(secret).map(([name, bytes]) => [`certs/${name}`, bytes])),
        'etc/envoy-gateway.yaml': configuration(installation),
        'var/run/secrets/kubernetes.io/serviceaccount/token': token,
        'var/run/secrets/kubernetes.io/serviceaccount/ca.crt': readFileSync(authority.certificate),
      },
      doors: [
        toApi,
        { from: { port: EXTENSION_PORT }, to: { path: extension } },
        { from: { path: xds }, to: { port: XDS_PORT } },
        { from: { path: limits }, to: { port: LIMITS_PORT } },
        { from: { path: health }, to: { port: HEALTH_PORT } },
      ],
    });
    rooms.push(egRoom);
    const eg = await egRoom.start(
      'envoy-gateway',
      ['server', '--config-path=/etc/envoy-gateway.yaml'],
      {
        KUBECONFIG: kubeconfig,
        ENVOY_GATEWAY_NAMESPACE: EG_NAMESPACE,
        KUBERNETES_SERVICE_HOST: '127.0.0.1',
        KUBERNETES_SERVICE_PORT: String(apiPort),
      },
      () => reachable(xds),
    );
    return { xds, limits, log: () => `${ai.log()}\n=====\n${eg.log()}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the chart makes of the values: its defaults, and ours over them. */
function configuration({ envoyGateway }: LlmGatewayInstallation): string {
  const { config } = envoyGateway as { config: { envoyGateway: object } };
  return stringify({ apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'EnvoyGateway', ...config.envoyGateway });
}

function bootstrap(): KubeObject[] {
  const named = { name: 'envoy-gateway', namespace: EG_NAMESPACE };
  const labels = { 'control-plane': 'envoy-gateway' };
  return [
    ...[EG_NAMESPACE, AI_NAMESPACE, 'platform'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'envoy-gateway' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', ...named }],
    },
    { apiVersion: 'v1', kind: 'Service', metadata: named, spec: { selector: labels, ports: [{ name: 'grpc', port: XDS_PORT }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: named,
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'envoy-gateway', image: 'x' }] } },
      },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'envoy' },
      spec: { controllerName: ENVOY_GATEWAY_CONTROLLER },
    },
    { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'platform-critical' }, value: 1000 },
  ];
}

/** https://github.com/envoyproxy/ai-gateway/blob/v1.1.0/manifests/charts/ai-gateway-helm/templates/admission_webhook.yaml */
function webhook(port: number, authority: Buffer): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: `envoy-ai-gateway-gateway-pod-mutator.${AI_NAMESPACE}` },
    webhooks: [
      {
        name: `ai-gateway-controller.${AI_NAMESPACE}.svc.cluster.local`,
        clientConfig: { url: `https://127.0.0.1:${port}/mutate`, caBundle: authority.toString('base64') },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        objectSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'envoy-gateway' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        timeoutSeconds: 10,
        failurePolicy: 'Fail',
      },
    ],
  };
}

export async function created({ client }: Cluster, object: KubeObject): Promise<void> {
  const { status, body } = await client.apply(object);
  if (status > 201) throw new Error(`${object.kind} ${object.metadata.name}: ${status} ${body.message ?? ''}`);
}

export async function secretOf({ client }: Cluster, name: string, namespace = EG_NAMESPACE): Promise<Record<string, Buffer>> {
  const { body } = await client.request('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`);
  return Object.fromEntries(
    Object.entries(body['data'] as Record<string, string>).map(([key, text]) => [key, Buffer.from(text, 'base64')]),
  );
}

/**
 * Kinds of Envoy Gateway that the folder of CRDs does not have, open to every field; the gateway's objects of them are not checked here, what
 * the controller makes of them is.
 */
export function openKinds(): KubeObject[] {
  return [ENVOY_PROXY, { ...ENVOY_PROXY, kind: 'HTTPRouteFilter', plural: 'httproutefilters' }].map(openDefinition);
}

/** A token as the API server signs it: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/ */
export async function tokenOf(
  { client }: Cluster,
  namespace: string,
  account: string,
  audience?: string,
  pod?: KubeObject,
): Promise<string> {
  const spec = {
    expirationSeconds: 3600,
    ...(audience === undefined ? {} : { audiences: [audience] }),
    ...(pod === undefined ? {} : { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: pod.metadata.name, uid: pod.metadata['uid'] } }),
  };
  const { status, body } = await client.request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec,
  });
  if (status !== 201) throw new Error(`token of ${account}: ${status} ${body.message ?? ''}`);
  return (body['status'] as { token: string }).token;
}

/** Whether somebody listens behind the door: a door without anybody is closed at once. */
export function reachable(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(true);
    }, 300);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
