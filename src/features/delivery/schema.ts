import { choice, duration, flag, nested, object, text } from '../../kernel/schema';

export const REPOSITORY = object('RepositorySpec', 'Where rendered files are read from, and exactly one revision.', {
  url: text('`https://…` or `ssh://…` of a git repository, or `oci://…` of an artifact (Flux only). No credentials in it.'),
  branch: text('Branch of a git repository.', { optional: true }),
  tag: text('Tag.', { optional: true }),
  semver: text('Newest tag in a range, e.g. `1.x`.', { optional: true }),
  digest: text('`sha256:…` of an OCI artifact.', { optional: true }),
  secret: text(`Secret with the credentials, in the engine's namespace, which an administrator makes.`, {
    otherwise: 'none: the repository is public, or the engine knows it',
  }),
});

export const DELIVERY = object('DeliverySpec', `How an environment's rendered files get into its cluster.`, {
  engine: choice('One per cluster.', ['flux', 'argo-cd']),
  repository: nested('Where the rendered files are read from.', REPOSITORY),
  path: text('Folder of the repository that holds the output.', { default: 'dist' }),
  namespace: text('Namespace of the engine.', { otherwise: `'flux-system' or 'argocd'` }),
  interval: duration('How often drift is corrected, from 30 s to 24 h; Flux only.', { default: '10m' }),
  timeout: duration('How long Flux waits for a stage; refused if a rollout may take longer.', {
    otherwise: 'the longest rollout of the stage and a minute, at least five minutes',
  }),
  prune: flag(`Tenants' and shared objects that are no longer rendered are deleted; never namespaces, and never what holds data.`, {
    default: true,
  }),
});
