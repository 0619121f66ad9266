import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { labelsOf } from '../../src/features/agent/identity';
import { type BatchPlan, planBatch } from '../../src/features/batch/plan';
import type { Findings } from '../../src/kernel/findings';
import { Problems } from '../../src/kernel/problems';
import { agentMounts, configMapName } from '../agent/agent-mounts';
import { type AgentObjects, agentObjects } from '../agent/agent-objects';
import { policyOf } from '../agent/agent-policy';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import type { CronJobSpec, JobSpec } from '../kinds/batch';
import { planOf } from '../kinds/planned';
import type { INetworkPeer, IPodSelection, PeerSelection, PodSelection } from '../kinds/roles';
import { Target } from '../kinds/target';
import { warn } from '../kinds/warnings';
import type { ScaledJobSpec } from '../scaling/keda-kinds';
import { batchInput } from './batch-input';
import type { BatchAgentProps } from './batch-props';
import { cronJobSpec, jobSpec, scaledJobSpec } from './batch-spec';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

/** A controller as far as its selector is read here. */
interface Selecting {
  readonly spec?: { readonly selector?: { readonly matchLabels?: Readonly<Record<string, unknown>> } };
}

/**
 * An agent that runs when there is work and costs nothing in between: a CronJob or a ScaledJob, with ServiceAccount, configuration file and
 * network policy.
 *
 * No Service, since it is never called. No disruption budget: one of a Job can only block the drain of its node, and a pod that lost its
 * node is made again without counting as failed. No PodMonitor: a pod that ends takes its last figures with it; kube-state-metrics tells of the
 * jobs that failed (`kube_job_status_failed`) and of the last one that did not (`kube_cronjob_status_last_successful_time`).
 *
 * @example
 * new BatchAgent(chart, 'NightlyReport', {
 *   image: `registry.example.com/agents/nightly-report:2.4.1@sha256:${'0'.repeat(64)}`,
 *   tenant: 'acme',
 *   trigger: BatchTrigger.schedule({ cron: '30 3 * * *', timeZone: 'America/New_York' }),
 *   task: { p99: Duration.minutes(60) },
 *   resources: AgentResources.of({ cpu: '1', memory: '2Gi', ephemeralStorage: '5Gi' }),
 *   resumable: true,
 *   nodePool: 'batch',
 *   spot: true,
 * });
 */
export class BatchAgent extends Construct implements IPodSelection, INetworkPeer {
  /** The CronJob or ScaledJob, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of it and of most objects beside it. */
  public readonly name: string;
  /** All labels of the pods. */
  public readonly podLabels: { [key: string]: string };
  /** The one label that selects the pods and nothing else. */
  public readonly selectorLabels: { [key: string]: string };
  /** Queue it works on, if it does. */
  public readonly consumer?: JetStreamConsumer;
  /** Seconds after which a job is ended. */
  public readonly deadlineSeconds: number;
  /** What is allowed and will probably be regretted; also metadata `cdk8s-agents:warning` of this node. */
  public readonly warnings: string[];
  private readonly objects: AgentObjects;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: BatchAgentProps) {
    super(scope, id);
    props = written(this, 'BatchAgentProps', props);
    const [problems, warnings] = [Problems.of(this.node.path), Problems.of(this.node.path)];
    const plan = planOf<BatchPlan>(props) ?? this.planProps({ problems, warnings }, id, props);
    const { name } = plan;
    problems.throwIfAny();
    const mounts = agentMounts(plan, props.volumes);

    const { selector, own, keys } = labelsOf(plan);
    const namespace = plan.namespace ?? Chart.of(this).namespace;
    const { labels, annotations } = plan;
    this.objects = agentObjects(this, { name, namespace, labels, ownLabels: own, annotations, selectorLabels: selector });
    this.name = name;
    this.selectorLabels = selector;
    this.podLabels = { ...Chart.of(this).labels, ...this.objects.labels(name) };
    this.deadlineSeconds = plan.deadlineS;
    if (plan.consumes !== undefined) {
      const { account, stream, consumer } = plan.consumes;
      this.consumer = { account, stream, consumer };
    }
    this.node.addValidation({ validate: () => this.selectedByOthers(namespace) });

    const serviceAccountName = this.objects.serviceAccount(plan.serviceAccountName, plan.serviceAccountAnnotations);
    this.objects.configMaps(plan.configMaps);
    this.objects.config(configMapName(plan), plan.configFile);
    this.objects.add('NetworkPolicy', 'networking.k8s.io/v1', 'NetworkPolicy', name, policyOf(plan, selector, callersOf(this)));
    for (const callee of props.calls ?? []) callee.admitCaller({ name, namespace: namespace ?? '', podLabels: selector, port: 0 });
    this.apiObject = this.controller(plan, jobSpec(plan, { serviceAccountName, podLabels: this.podLabels, mounts, poolKey: keys.pool }));
    this.warnings = warnings.list.map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`);
    this.warnings.forEach((text) => {
      warn(this, text);
    });
  }

  /** The pods by their workload label, in their namespace if it is known. */
  public toPodSelectorConfig(): PodSelection {
    return this.objects.podSelector();
  }

  /** The pods as the other side of a policy. */
  public toNetworkPolicyPeerConfig(): PeerSelection {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The agent itself: it selects its pods. */
  public toPodSelector(): IPodSelection | undefined {
    return this;
  }

  private planProps(findings: Findings, id: string, props: BatchAgentProps): BatchPlan {
    const { scheduled, queued } = props.trigger;
    if (scheduled !== undefined) written(this, 'BatchSchedule', scheduled, 'trigger');
    if (queued !== undefined) written(this, 'BatchQueue', queued, 'trigger');
    const triggerAt = { trigger: 'trigger', cron: 'cron', queue: 'trigger' };
    return planBatch(findings, batchInput(id, props), { door: 'props', target: Target.of(this), triggerAt });
  }

  private controller(plan: BatchPlan, job: JobSpec): ApiObject {
    const { trigger, name } = plan;
    switch (trigger.kind) {
      case 'schedule':
        return this.objects.add(
          'Resource',
          'batch/v1',
          'CronJob',
          name,
          cronJobSpec(job, trigger, plan, this.podLabels) satisfies CronJobSpec,
        );
      case 'queue':
        return this.objects.add(
          'Resource',
          'keda.sh/v1alpha1',
          'ScaledJob',
          name,
          scaledJobSpec(job, trigger, plan) satisfies ScaledJobSpec,
        );
    }
  }

  /** Rule `pod-labels-taken`: a Deployment, a disruption budget or a Service that selects these pods counts them as its own (our choice). */
  private selectedByOthers(namespace: string | undefined): string[] {
    return this.node.root.node
      .findAll()
      .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.metadata.namespace === namespace)
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet' || kind === 'Rollout')
      .filter((object) => this.isSelected((object.toJson() as Selecting).spec?.selector?.matchLabels))
      .map(
        ({ kind, name }) =>
          `pod-labels-taken: ${kind} '${name}' selects the pods of the batch agent '${this.name}'; give one of them another name`,
      );
  }

  private isSelected(wanted: Readonly<Record<string, unknown>> | undefined): boolean {
    return wanted !== undefined && Object.entries(wanted).every(([key, value]) => this.podLabels[key] === value);
  }
}
