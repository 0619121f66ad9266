import { type Component, SUPPORTED, VERSION_FACTS, type VersionFact } from '../../src/kernel/versions';
import { RENDERED_FOR, type RenderedFor } from './components';

const INTRODUCTION = [
  '# Targets',
  '',
  'Releases that are rendered for, and why no others. Made by `npm run targets` from the table of `src/kernel/versions.ts` and from `test/targets/components.ts`.',
];

const TITLES: Readonly<Record<Component, string>> = {
  kubernetes: 'Kubernetes',
  keda: 'KEDA',
  argoRollouts: 'Argo Rollouts',
  nats: 'NATS server',
};

/** `docs/targets.md`. */
export function targetTable(): string {
  const components = Object.keys(SUPPORTED) as Component[];
  return [
    ...INTRODUCTION,
    '',
    '## What `target` says',
    '',
    'A release outside of these is refused (`target-known`). The newest is the newest that was looked at.',
    '',
    '| component | key of `target` | from | to | why no older |',
    '|---|---|---|---|---|',
    ...components.map((key) => {
      const { oldest, newest, why, source } = SUPPORTED[key];
      return `| ${TITLES[key]} | \`${key}\` | ${oldest} | ${newest} | ${why} ([source](${source})) |`;
    }),
    '',
    '## What differs between releases',
    '',
    'Where the target is older, what needs the newer one is refused (`target-version`), unless the last column says what happens instead.',
    '',
    '| component | from | what | on an older release | source |',
    '|---|---|---|---|---|',
    ...Object.entries<VersionFact>(VERSION_FACTS).map(fact),
    '',
    '## What else is installed',
    '',
    'One release of each was tried, with the component itself or against its CRDs; `target` has no key for it, since nothing that is rendered differs.',
    '',
    '| component | from | tried with | why no older |',
    '|---|---|---|---|',
    ...RENDERED_FOR.map(
      ({ title, oldest, tried, why, source }: RenderedFor) => `| ${title} | ${oldest} | ${tried} | ${why} ([source](${source})) |`,
    ),
    '',
  ].join('\n');
}

/** Facts that are not refused, and what is done on an older release. */
const ELSE: Readonly<Record<string, string>> = {
  'keda-metric-type': 'YAML: `metricType: AverageValue` is written',
  'keda-missing-consumer': 'warned of: ',
};

function fact([id, { component, since, what, instead, source }]: [string, VersionFact]): string {
  const other = ELSE[id];
  const then = other === undefined ? `refused: ${instead}` : other.endsWith(' ') ? `${other}${instead}` : other;
  return `| ${TITLES[component]} | ${since} | ${what} | ${then} | [source](${source}) |`;
}
