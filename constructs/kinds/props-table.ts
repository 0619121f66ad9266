// Generated from the props of the front door by `npm run generate`; not edited.

/** Keys of structs, each with the type of its value; `?` where it may be left out. */
export const STRUCTS: Readonly<Record<string, string>> = {
  AgentAddress: 'name text; namespace text; podLabels {text}; port number',
  AgentBasis:
    "image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  AgentConsumes: 'account? text; stream text; consumer? text; subjects? [text]; ackWait? Duration; maxAckPending? number',
  AgentCredentialsProps:
    "agent text; tenant text; members? [text]; needs ['bus','memory','database','llm-gateway','tools']; external? [ExternalService]; secretStore text; system text; environment text; namespace? text; platformNamespace? text; labels? {text}; annotations? {text}",
  AgentDeploymentProps:
    "rollingUpdate? AgentRollingUpdate; identity? text; replicas? number; minAvailable? text; terminationGracePeriod? Duration; naksOnSigterm? flag; consumes? AgentConsumes; servesTo? ['gateway','monitoring']; callers? [INetworkPeer]; port? number; probes? AgentProbes; metrics? AgentMetrics; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  AgentLiveProbe:
    'off? flag; path? text; port? number; command? [text]; initialDelay? Duration; period? Duration; timeout? Duration; failures? number',
  AgentMetrics: 'port? number; path? text; interval? Duration',
  AgentProbe: 'path? text; port? number; command? [text]; initialDelay? Duration; period? Duration; timeout? Duration; failures? number',
  AgentProbes: 'path? text; start? AgentProbe; ready? AgentProbe; live? AgentLiveProbe',
  AgentProps:
    "identity? text; replicas? number; minAvailable? text; terminationGracePeriod? Duration; naksOnSigterm? flag; consumes? AgentConsumes; servesTo? ['gateway','monitoring']; callers? [INetworkPeer]; port? number; probes? AgentProbes; metrics? AgentMetrics; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  AgentRequests: 'cpu? text; memory? text; ephemeralStorage? text',
  AgentResourcesOptions: 'cpu text; memory text; ephemeralStorage? text',
  AgentRollingUpdate: 'maxSurge? text; maxUnavailable? text',
  AgentTask: 'p50? Duration; p99 Duration; concurrency? number',
  AgentTokens: 'name text; budget? TokenBudget',
  AgentToleration: "key text; value? text; effect? 'NoSchedule','PreferNoSchedule','NoExecute'",
  AgentVolume: 'volume IPodVolume; mountPath text; readOnly? flag',
  AlertedAgent:
    "name text; workload? 'Deployment','Rollout'; rolloutWithin? Duration; queue? AlertedQueue; scaler? 'keda','prometheus-adapter'; prescale? [AlertedPrescale]",
  AlertedJob: 'name text; deadline Duration; startingDeadline Duration',
  AlertedPrescale: 'name text; replicas number; trigger number',
  AlertedQueue: 'account text; stream text; consumer text; ackWait Duration; backoff? [Duration]; maxDeliver? number; oldest? Duration',
  ArgoCdApplicationProps: 'wave? number; prefix text; stage DeliveryStage; source DeliverySource; namespace? text',
  ArgoCdDeliveryProps: 'prefix text; source DeliverySource; stages [DeliveryStage]; keeper? text; namespace? text',
  ArgoCdProjectProps: 'prefix text; stage DeliveryStage; source DeliverySource; namespace? text',
  ArgoCdRootProps: 'prefix text; source DeliverySource; path text; namespace? text',
  ArgoCdSettingsProps: 'objects [DeliveredObject]; namespace? text',
  BatchAgentProps:
    "trigger BatchTrigger; interactive? flag; retries? number; deadline? Duration; resumable? flag; terminationGracePeriod? Duration; spot? flag; keepFor? Duration; keepSucceeded? number; keepFailed? number; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  BatchQueue:
    'maxRunning? number; perJob? number; naksOnSigterm? flag; pollingInterval? Duration; monitoringEndpoint? text; account? text; stream text; consumer? text; subjects? [text]; ackWait? Duration; maxAckPending? number',
  BatchSchedule: "cron text; timeZone? text; overlap? 'forbid','replace'; startingDeadline? Duration",
  BlueGreenRolloutProps:
    "analysis? RolloutAnalysisProps; manualPromotion? flag; scaleDownDelay? Duration; rate? number; identity? text; replicas? number; minAvailable? text; terminationGracePeriod? Duration; naksOnSigterm? flag; consumes? AgentConsumes; servesTo? ['gateway','monitoring']; callers? [INetworkPeer]; port? number; probes? AgentProbes; metrics? AgentMetrics; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  BudgetAlertsProps: 'tenants [TenantTokens]; namespace? text; labels? {text}',
  BusAccount: 'name text; limits BusLimits; users [BusUser]; streams [BusStream]; tools flag; budgets flag; mappings [BusMapping]',
  BusAgent: 'name text; nkey text; publishes [text]; consumes? BusConsumes; tools flag; budgets? flag; connections number; next? BusNext',
  BusClientPolicyProps: 'name text; hosts? [ExternalHost]; asksPrometheus? flag',
  BusConsumer:
    'name text; filterSubjects [text]; paused? flag; ackWaitS number; maxDeliver number; maxAckPending number; backoffS? [number]',
  BusConsumes: 'stream? text; consumer BusConsumer',
  BusImport: 'subject text; to text',
  BusLimits: 'connections number; memoryBytes number; fileBytes number; streams number; consumers number',
  BusMapping: 'source text; targets [BusMappingTarget]',
  BusMappingTarget: 'subject text; weight number',
  BusMember: 'id text; nkey text; connections number',
  BusNext: 'switch any; maxAckPending number',
  BusOwnAccount: 'name text; connections number; imports [BusImport]',
  BusStream:
    "name text; subjects [text]; retention 'workqueue','limits'; replicas number; maxBytes number; maxAgeS number; duplicateWindowS number; consumers [BusConsumer]",
  BusUser: 'name text; nkey text; publish [text]; subscribe [text]; own? BusOwnAccount',
  CallerLocation: 'namespace text; labels {text}',
  CallersProps: 'gateway? CallerLocation; monitoring? CallerLocation; keda? CallerLocation; databaseOperator? CallerLocation',
  CanaryRolloutProps:
    "weight? number; analysis? RolloutAnalysisProps; maxSurge? text; router? HttpRouter; rate? number; identity? text; replicas? number; minAvailable? text; terminationGracePeriod? Duration; naksOnSigterm? flag; consumes? AgentConsumes; servesTo? ['gateway','monitoring']; callers? [INetworkPeer]; port? number; probes? AgentProbes; metrics? AgentMetrics; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  ConsumerNumbers: 'ackWaitS number; maxDeliver number; maxAckPending number; backoffS? [number]',
  DashboardAgent: "name text; workload? 'Deployment','Rollout'; queue? JetStreamConsumer",
  DeliveredObject: 'apiVersion text; kind text; name text; namespace? text',
  DeliveryGuardProps: 'prefix text; namespace text; keeper? text; objects [DeliveredObject]',
  DeliveryIdentityProps: 'name text; namespace text; stage DeliveryStage',
  DeliveryStage:
    'name text; path text; include? text; exclude? text; objects [DeliveredObject]; namespaces? [text]; clusterScoped? flag; byName? flag; after? [text]; prune? flag; longestRollout? Duration; timeout? Duration; ignored? [IgnoredFields]',
  DescribedObject: 'apiVersion text; kind text; name text',
  DrainObjective: 'messagesPerSecond number; within? Duration; concurrency? number',
  EnvoyGatewayClassProps: 'name? text',
  ExternalService:
    "need 'bus','memory','database','llm-gateway','tools'; name? text; address? text; cidrs? [text]; port? number; tls? flag; credentials? {StoredEntry}; authority? StoredEntry; settings? json",
  FluxDeliveryProps: 'prefix text; source DeliverySource; stages [DeliveryStage]; keeper? text; namespace? text; interval? Duration',
  FluxSourceProps: 'name text; source DeliverySource; namespace? text; interval? Duration; folders? [text]',
  FluxStageProps:
    "prefix text; stage DeliveryStage; sourceKind 'GitRepository','OCIRepository'; sourceName text; namespace? text; interval? Duration",
  GatewayRouterOptions: 'gateway text; gatewayNamespace text; hostnames? [text]',
  GitRevision: 'branch? text; tag? text; semver? text',
  IgnoredFields: 'group text; kind text; namespace text; name text; paths [text]',
  JetStreamAccountProps:
    'account BusAccount; secretStore text; remoteKey text; server? text; labelDomain? text; namespace? text; labels? {text}; annotations? {text}',
  JetStreamConsumer: 'account text; stream text; consumer text',
  JetStreamStreamProps: 'account text; stream BusStream; namespace? text; labels? {text}; annotations? {text}',
  LlmAgentgatewayProps:
    'routeName text; rateLimitService text; rateLimitPort? number; keysBackend? text; provider LlmProvider; callers LlmCallerKeys; limit TokenBudget; reservePercent? number; oversubscription? number; tenants [TenantTokens]; labelDomain? text',
  LlmBudgetBasis:
    'provider LlmProvider; callers LlmCallerKeys; limit TokenBudget; reservePercent? number; oversubscription? number; tenants [TenantTokens]; labelDomain? text',
  LlmGatewayProps:
    'gatewayClassName text; controllerNamespace? text; secretStore text; image text; processorImage text; longestRequest Duration; replicas? number; parallelRequests? number; maxRequestSize? text; resources? AgentResources; processorResources? AgentResources; provider LlmProvider; callers LlmCallerKeys; limit TokenBudget; reservePercent? number; oversubscription? number; tenants [TenantTokens]; labelDomain? text',
  LlmModel: 'name text; contextTokens number; usdPerMillionTokens number',
  LlmProvider:
    "schema 'OpenAI','Anthropic'; hostname text; port? number; ranges [text]; models [LlmModel]; storeKey text; storeProperty? text",
  MemberTokens: 'name text; budget? TokenBudget',
  NatsBusProps:
    "image text; reloaderImage text; exporterImage text; accounts [BusAccount]; issuer text; disk text; storageClass? text; servers? number; zones? number; resources? AgentResources; maxConnections? number; lameDuckDuration? Duration; terminationGracePeriod? Duration; natsMetricPrefix? 'jetstream','nats'; labelDomain? text; namespace? text; labels? {text}; annotations? {text}",
  OciRevision: 'tag? text; semver? text; digest? text',
  PeerSelection: 'ipBlock? any; podSelector? PodSelection',
  PlatformAccountInput: 'toolGatewayNkey? text; toolGatewayConnections? number; budgetPublisherNkey? text',
  PlatformBusUser: 'account text; user text; secret? ISecret',
  PlatformDeploymentProps:
    "image text; longestRequest Duration; name? text; servesTenants? flag; needs? ['bus','memory','database','llm-gateway','tools']; busUser? PlatformBusUser; hosts? [ExternalHost]; resources? AgentResources; replicas? number; metrics? AgentMetrics; config? json; env? {text}; secrets? [ISecret]; nodePool? text; labelDomain? text",
  PlatformNamespaceProps: 'name? text; labels? {text}; annotations? {text}',
  PodSelection: 'labelSelector any; namespaces? any',
  PoolAccountInput:
    'members [BusMember]; results StreamSize; resultConsumer ConsumerNumbers; name text; agents [BusAgent]; provisionerNkey text; servers number; tasks StreamSize; mappings? [BusMapping]',
  PostgresBackup: 'objectStore text; schedule? text',
  PostgresClusterProps:
    'image text; resources AgentResources; disk text; apiServer ExternalHost; issuer text; storageClass? text; instances? number; acceptsOutage? flag; zones? number; maxConnections? number; workMem? text; maintenanceWorkMem? text; parameters? {text}; backup? PostgresBackup; hosts? [ExternalHost]; nodePool? text; labelDomain? text',
  PostgresPoolerProps:
    'cluster PostgresCluster; tenants number; clients number; image? text; instances? number; poolSize? number; maxClients? number; resources? AgentResources; nodePool? text; labelDomain? text',
  PostgresTenantProps: 'pooler PostgresPooler; tenant text; secretStore text; remoteKey text; labelDomain? text',
  Prescale: 'name text; start text; end text; timeZone text; replicas number',
  PrometheusAdapterRulesProps: "name? text; namespace? text; natsMetricPrefix? 'jetstream','nats'",
  QueueBlueGreenProps:
    "active? 'blue','green','none'; exclusive? flag; nextImage? text; scale? QueueScale; comparison? QueueComparison; rollingUpdate? AgentRollingUpdate; identity? text; replicas? number; minAvailable? text; terminationGracePeriod? Duration; naksOnSigterm? flag; consumes? AgentConsumes; servesTo? ['gateway','monitoring']; callers? [INetworkPeer]; port? number; probes? AgentProbes; metrics? AgentMetrics; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  QueueBlueGreenSwitch: "kind 'blue-green'; active 'blue','green','none'; exclusive flag",
  QueueCanaryProps:
    "weight? number; nextImage? text; scale? QueueScale; comparison? QueueComparison; rollingUpdate? AgentRollingUpdate; identity? text; replicas? number; minAvailable? text; terminationGracePeriod? Duration; naksOnSigterm? flag; consumes? AgentConsumes; servesTo? ['gateway','monitoring']; callers? [INetworkPeer]; port? number; probes? AgentProbes; metrics? AgentMetrics; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  QueueCanarySwitch: "kind 'canary'; weight number",
  QueueComparison:
    "threshold? number; window? Duration; total? text; failed? text; healthyErrors? number; badErrors? number; redeliveries? number; natsMetricPrefix? 'jetstream','nats'; severity? text",
  QueueDepthHpaProps:
    "target IScaleTarget; queue JetStreamConsumer; backlog QueueBacklog; minReplicas? number; maxReplicas number; interactive? flag; prescale? [Prescale]; behavior? ScalingBehavior; engine? 'keda','prometheus-adapter'; monitoringEndpoint? text; fallbackReplicas? number; cooldownPeriod? Duration; maxAckPending? number; concurrency? number",
  QueueScale:
    "backlog QueueBacklog; minReplicas? number; maxReplicas number; interactive? flag; prescale? [Prescale]; behavior? ScalingBehavior; engine? 'keda','prometheus-adapter'; monitoringEndpoint? text; fallbackReplicas? number; cooldownPeriod? Duration; maxAckPending? number; concurrency? number",
  QueueVersionsProps:
    "nextImage? text; scale? QueueScale; comparison? QueueComparison; rollingUpdate? AgentRollingUpdate; identity? text; replicas? number; minAvailable? text; terminationGracePeriod? Duration; naksOnSigterm? flag; consumes? AgentConsumes; servesTo? ['gateway','monitoring']; callers? [INetworkPeer]; port? number; probes? AgentProbes; metrics? AgentMetrics; image text; task AgentTask; name? text; namespace? text; tenant? text; labelDomain? text; labels? {text}; annotations? {text}; resources? AgentResources; requests? AgentRequests; publishes? [text]; needs? ['bus','memory','database','llm-gateway','tools']; ownMemory? flag; budgetNotice? flag; calls? [ICallableAgent]; external? [ExternalService]; hosts? [ExternalHost]; config? json; command? [text]; args? [text]; env? {text}; uid? number; gid? number; configMaps? [IConfigMap]; secrets? [ISecret]; credentials? AgentCredentials; serviceAccount? IServiceAccount; serviceAccountAnnotations? {text}; pullSecrets? [text]; volumes? [AgentVolume]; writable? {text}; stateful? flag; priorityClassName? text; nodePool? text; nodePoolTainted? flag; nodeLabels? {text}; tolerations? [AgentToleration]; runtimeClass? text; userNamespace? flag",
  RedisAclProps:
    "role 'state','cache'; tenant? text; release text; users [RedisAclUser]; operatorsRemoteKey text; secretStore text; namespace? text; labels? {text}; annotations? {text}",
  RedisAclUser: 'name text; prefixes [text]; scripting? flag; covers? [text]; remoteKey text',
  RedisBudget: 'name text; memory text',
  RedisClients: 'peakPods number; pool number',
  RedisInstanceProps:
    "role 'state','cache'; tenant? text; image text; issuer text; exporterImage text; resources? AgentResources; maxmemory? text; maxclients? number; budgets? [RedisBudget]; clients? [RedisClients]; disk? text; storageClass? text; labelDomain? text; namespace? text; labels? {text}; annotations? {text}",
  RevisionInput: 'branch? text; tag? text; semver? text; digest? text',
  RolloutAnalysisProps:
    'prometheus? text; total? text; failed? text; threshold? number; window? Duration; interval? Duration; failureLimit? number; healthyErrors? number; badErrors? number',
  ScaledWorkload: 'apiVersion text; kind text; name text; containers [any]; replicas? number',
  ScalingBehavior: 'scaleUp? ScalingRules; scaleDown? ScalingRules',
  ScalingRules: "stabilizationWindow? Duration; policies? [ScalingPolicy]; selectPolicy? 'Max','Min','Disabled'; tolerance? number",
  StoredEntry: 'key text; property? text',
  StoredSecretProps: 'name text; values [StoredValue]; secretStore text; namespace? text; labels? {text}; annotations? {text}',
  StoredValue: 'file text; key text; property text',
  StreamSize: 'maxBytes number; maxAgeS number; duplicateWindowS number',
  TargetProps: 'kubernetes text; keda? text; nats? text; argoRollouts? text; cni? any; cniStrictMode? any',
  TenantAccountInput: 'name text; agents [BusAgent]; provisionerNkey text; servers number; tasks StreamSize; mappings? [BusMapping]',
  TenantAlertsProps:
    "tenant text; namespace? text; agents [AlertedAgent]; jobs? [AlertedJob]; quota? text; quotaPercent? number; natsMetricPrefix? 'jetstream','nats'; labels? {text}; annotations? {text}",
  TenantDashboardProps:
    "tenant text; namespace? text; agents [DashboardAgent]; quota? text; natsMetricPrefix? 'jetstream','nats'; labels? {text}; annotations? {text}",
  TenantGuardProps: 'labelDomain? text; name? text',
  TenantNamespaceProps: 'tenant text; name? text; quota? TenantQuota; labelDomain? text; labels? {text}; annotations? {text}',
  TenantQuota: 'cpu text; memory text; ephemeralStorage? text; pods number',
  TenantTokens: 'name text; namespace text; budget? TokenBudget; agents [AgentTokens]; members? [MemberTokens]',
  TokenBudget: 'perMinute? number; perHour? number; perDay? number; perMonth? number',
  WorkloadHpaProps: 'target IScaleTarget; metrics [ScalingMetric]; minReplicas? number; maxReplicas number; behavior? ScalingBehavior',
};

/** Members of classes and roles, and what makes one. */
export const THINGS: Readonly<Record<string, { readonly members: readonly string[]; readonly makers: readonly string[] }>> = {
  AgentCredentials: { members: ['secret', 'needs', 'agent', 'tenant'], makers: [] },
  AgentResources: {
    members: ['cpu', 'memory', 'ephemeralStorage'],
    makers: ['small', 'medium', 'large', 'memoryOptimized', 'computeOptimized', 'of'],
  },
  BatchTrigger: { members: ['scheduled', 'queued'], makers: ['schedule', 'queue'] },
  DeliverySource: { members: ['kind', 'url', 'revision', 'secretName'], makers: ['git', 'oci'] },
  Duration: { members: ['toSeconds'], makers: ['seconds', 'minutes'] },
  ExternalHost: { members: ['name', 'cidrs', 'port'], makers: ['ranges', 'named'] },
  HttpRouter: { members: ['gateway', 'gatewayNamespace', 'hostnames'], makers: ['gateway'] },
  ICallableAgent: { members: ['callAddress', 'admitCaller'], makers: [] },
  IConfigMap: { members: ['name'], makers: [] },
  INetworkPeer: { members: ['toNetworkPolicyPeerConfig', 'toPodSelector', 'node', 'with'], makers: [] },
  IPodVolume: { members: ['name', 'node', 'with'], makers: [] },
  IScaleTarget: { members: ['metadata', 'toScalingTarget', 'markHasAutoscaler'], makers: [] },
  ISecret: { members: ['name'], makers: [] },
  IServiceAccount: { members: ['name'], makers: [] },
  LlmCallerKeys: { members: ['issuer', 'uri', 'jwks', 'ranges'], makers: ['remote', 'inline'] },
  PostgresCluster: { members: ['apiObject', 'name', 'maxConnections', 'apiServer'], makers: [] },
  PostgresPooler: { members: ['apiObject', 'name', 'cluster', 'connectionsPerTenant'], makers: [] },
  QueueBacklog: { members: ['messages', 'violation', 'concurrency', '_input'], makers: ['perReplica', 'drainedWithin'] },
  ScalingMetric: { members: ['key', 'kind', '_plan'], makers: ['cpu', 'memory', 'pods', 'object', 'resource'] },
  ScalingPolicy: { members: ['type', 'value', 'period'], makers: ['pods', 'percent'] },
};
