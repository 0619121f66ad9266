/** A pod as its specification says it, a line for each thing that a kubelet or a scheduler acts on. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes: readonly Record<string, unknown>[];
  readonly terminationGracePeriodSeconds: number;
  readonly priorityClassName: string;
  readonly serviceAccountName: string;
  readonly affinity: unknown;
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly lifecycle?: unknown;
  readonly ports?: readonly { readonly name: string; readonly containerPort: number; readonly protocol: string }[];
  readonly resources: { readonly limits: object; readonly requests: object };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: number };
  readonly exec?: { readonly command: readonly string[] };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** One container. */
export function containerLines(container: Container | undefined): string[] {
  if (container === undefined) return ['no container'];
  const { command, args, env = [], lifecycle, ports = [], volumeMounts = [], resources } = container;
  const probes = { startup: container.startupProbe, readiness: container.readinessProbe, liveness: container.livenessProbe };
  return [
    ...(command === undefined ? [] : [`command ${command.join(' ')}`]),
    ...(args ?? []),
    ...env.map(({ name, value, valueFrom }) => `env ${name}=${value ?? JSON.stringify(valueFrom)}`),
    ...(lifecycle === undefined ? [] : [`lifecycle ${JSON.stringify(lifecycle)}`]),
    ...Object.entries(probes).flatMap(([what, probe]) => (probe === undefined ? [] : [`${what} ${probeLine(probe)}`])),
    ...ports.map(({ name, containerPort, protocol }) => `port ${name} ${containerPort}/${protocol}`),
    ...volumeMounts.map(({ name, mountPath, readOnly = false }) => `mount ${name} ${mountPath}${readOnly ? '' : ', writable'}`),
    ...[...new Set([resources.limits, resources.requests].map((sized) => `size ${JSON.stringify(sized)}`))],
  ];
}

function probeLine({ httpGet, exec, periodSeconds, timeoutSeconds, failureThreshold }: Probe): string {
  const asks = httpGet === undefined ? (exec?.command.join(' ') ?? 'nothing') : `:${httpGet.port}${httpGet.path}`;
  return `${asks}, ${failureThreshold} times every ${periodSeconds} s, each within ${timeoutSeconds} s`;
}

/** The volumes of a pod. */
export function volumeLines({ volumes }: PodSpec): string[] {
  return volumes.map(({ name, ...source }) => `${String(name)} ${JSON.stringify(source)}`);
}
