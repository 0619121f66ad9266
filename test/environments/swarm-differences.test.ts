import { filesOf, objectsOf, type Rendered } from './rendered';

/** What differs between environments, read from what is committed under dist/. */

describe('000-30 environments differ in scale only', () => {
  /** What each environment has of its own, so that no secret of one opens another: keys of bus users, entries of the secret store, the cluster that signs tokens. */
  const OF_EACH = [
    /^ConfigMap platform\/nats-config data\.accounts\.conf$/,
    /^ExternalSecret [^ ]+ spec\.data\.\d+\.remoteRef\.key$/,
    /^SecurityPolicy platform\/llm-gateway spec\.jwt\.providers\.0\.(issuer|remoteJWKS\.uri)$/,
  ];
  /** Where they may differ, and nothing else. */
  const ALLOWED = [
    /^ScaledObject [^ ]+ spec\.(minReplicaCount|maxReplicaCount|advanced)/,
    /^ScaledObject [^ ]+ spec\.fallback\.replicas$/,
    /^ScaledObject [^ ]+ spec\.triggers\.\d+\.metadata\.(lagThreshold|desiredReplicas)$/,
    /^ResourceQuota [^ ]+\/tenant spec\.hard\.((requests|limits)\.(cpu|memory|ephemeral-storage)|pods)$/,
    // more replicas work on more messages at once: the file says so, and its checksum stands on the pods
    /^ConfigMap [^ ]+ data\.agent\.json\.bus\.maxAckPending$/,
    /^Deployment [^ ]+ spec\.template\.metadata\.annotations\.cdk8s-agents\/config-checksum$/,
    // so does the consumer on the bus; and accounts let in as many pods
    /^Consumer platform\/[^ ]+ spec\.maxAckPending$/,
    // an alert says how many replicas a planned window was to bring
    /^PrometheusRule [^ ]+\/tenant-alerts spec\.groups\.0\.rules\.\d+\.(expr|annotations\.description)$/,
    ...OF_EACH,
  ];

  test.each(['dev', 'staging'])('%s and prod have the same objects in the same files', (environment) => {
    expect(filesOf(environment)).toEqual(filesOf('prod'));
    expect(objectsOf(environment).map(idOf)).toEqual(objectsOf('prod').map(idOf));
  });

  test.each([
    ['dev', 'staging', 0],
    ['dev', 'prod', 1],
  ])('%s and %s differ in allow-listed fields alone', (a, b, atLeast) => {
    const [left, right] = [leaves(a), leaves(b)];
    const different = [...new Set([...left.keys(), ...right.keys()])].filter((path) => left.get(path) !== right.get(path));
    expect(different.filter((path) => !ALLOWED.some((allowed) => allowed.test(path)))).toEqual([]);
    expect(different.length).toBeGreaterThanOrEqual(atLeast);
    if (a === 'dev' && b === 'staging') expect(different.filter((path) => !OF_EACH.some((own) => own.test(path)))).toEqual([]);
  });
});

function idOf({ kind, metadata }: Rendered): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Every scalar of an environment by the place where it stands; configuration files are opened. */
function leaves(environment: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (place: string, value: unknown): void => {
    if (typeof value === 'string' && place.endsWith('agent.json')) walk(place, JSON.parse(value));
    else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(`${place}.${key}`, inner);
    else found.set(place, JSON.stringify(value));
  };
  for (const object of objectsOf(environment)) for (const [key, value] of Object.entries(object)) walk(`${idOf(object)} ${key}`, value);
  return found;
}
