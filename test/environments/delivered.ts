import { Delivery } from '../../environments/wiring/delivery';
import { InvalidInputError } from '../../src/kernel/problems';
import { Inventory } from '../../src/judges/inventory/inventory';
import type { DeliveryPlan } from '../../src/features/delivery/plan';
import type { Files } from '../../src/render/files';
import { filesOf, textOf } from './rendered';

export type Engine = DeliveryPlan['engine'];

/** How the swarm would be delivered by one or the other engine. */
export function deliveryOf(engine: Engine, changed: Partial<DeliveryPlan> = {}): DeliveryPlan {
  return {
    engine,
    repository: {
      kind: 'git',
      url: 'https://git.example.com/swarm/platform',
      branch: 'main',
      tag: undefined,
      semver: undefined,
      digest: undefined,
      secret: undefined,
    },
    path: 'dist',
    namespace: engine === 'flux' ? 'flux-system' : 'argocd',
    prefix: engine === 'flux' ? 'swarm' : 'swarm-prod',
    intervalS: 600,
    timeoutS: undefined,
    prune: true,
    ...changed,
  };
}

/** The committed manifests of swarm/prod, as they would pass. */
export function committed(): Files {
  return new Map(filesOf('prod').map((file) => [file, textOf('prod', file)]));
}

/** Files of `delivery/`, for these manifests. */
export function delivered(delivery: DeliveryPlan, manifests: Files = committed()): Files {
  const target = { kubernetes: '1.33', keda: '2.20', cni: 'vpc-cni', cniStrictMode: false } as const;
  const judge = new Delivery({ system: 'swarm', name: 'prod', target }, delivery);
  judge.see(Inventory.of(manifests));
  const problems = judge.problems();
  if (problems.length > 0) throw new InvalidInputError('swarm/prod', problems);
  return new Map([...judge.files()].flatMap((part) => [...part]));
}
