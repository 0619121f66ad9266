import { checkBudgetNotice } from '../bus/budget-notice';
import { sha256 } from '../../kernel/checksum';
import { labelKeys } from '../../kernel/labels';
import type { Problems } from '../../kernel/problems';
import type { Dependency } from './spec';
import { DIRECTORY } from '../table/table';
import { type ExternalServicePlan, fileSettings } from '../external/plan';
import { type ProofPlan, proofSettings } from './credentials';
import type { AgentQueue } from './queue';
import { checkConfigSize, jsonFile, settingsViolations } from '../../kernel/settings';

/** Folder and name of the one configuration file. */
export const CONFIG_FOLDER = '/etc/agent';
export const CONFIG_FILE = 'agent.json';
/** Folder that secrets are mounted in, each in one of its own. */
export const SECRETS_FOLDER = '/var/run/secrets/agent';

/** Keys of the file that are ours, whether or not this agent has them. */
const OWN_KEYS: readonly string[] = ['agent', 'tenant', 'concurrency', ...DIRECTORY.keys];

/** What the file says. */
export interface ConfigInput {
  /** Agent as which it stands before bus, memory and database. */
  readonly identity: string;
  readonly tenant: string | undefined;
  readonly concurrency: number;
  readonly needs: readonly Dependency[];
  /** Whose memory it reaches; `undefined` for the shared one. */
  readonly memoryOwner: string | undefined;
  readonly consumes: AgentQueue | undefined;
  readonly publishes: readonly string[];
  /** Whether the state of its token budget is told on the bus. */
  readonly budgetNotice: boolean;
  /** Services among its needs that others run. */
  readonly external: readonly ExternalServicePlan[];
  /** `undefined`: it proves itself in no way that is known here. */
  readonly credentials: ProofPlan | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Further parts of the file that are ours. */
  readonly parts: Readonly<Record<string, unknown>>;
}

/**
 * Rules `budget-notice`, `config-key`, `json`, `literal-secret` and `config-size`; the file, or nothing where it cannot be made.
 *
 * @param key where the settings are written
 */
export function planConfig(problems: Problems, key: string, input: ConfigInput): string {
  problems.rule('budgetNotice', checkBudgetNotice(input.budgetNotice, input.needs));
  const at = problems.at(key);
  for (const own of [...OWN_KEYS, ...Object.keys(input.parts)].filter((name) => Object.hasOwn(input.settings, name))) {
    // Rule `config-key`: two sources for one key of the configuration file would overwrite each other (our choice).
    at.that(false, own, 'config-key', `'${own}' is written by the construct`, 'choose another key');
  }
  const found = settingsViolations(input.settings);
  found.forEach(({ place, violation }) => at.rule(place, violation));
  if (found.length > 0) return '';
  const file = configFile(input);
  at.rule('', checkConfigSize(file));
  return file;
}

/**
 * The configuration file: one JSON document, so that analysers which read ConfigMap values line by line find no `name: value` to misread.
 *
 * It is always rendered: every worker needs its name and its concurrency.
 */
export function configFile(input: ConfigInput): string {
  const { identity, tenant, concurrency, needs, memoryOwner, external, credentials } = input;
  const folder = `${SECRETS_FOLDER}/${credentials?.secret ?? ''}`;
  return jsonFile({
    ...input.settings,
    ...input.parts,
    agent: identity,
    concurrency,
    ...(tenant !== undefined && { tenant }),
    ...DIRECTORY.settings(
      needs,
      memoryOwner,
      input,
      ({ need }) => (credentials === undefined ? {} : proofSettings(credentials, need, folder)),
      ({ need }) => {
        const others = external.find((one) => one.need === need);
        if (others === undefined) return undefined;
        const proves = credentials?.needs.some((one) => one === need) === true;
        return { ...others.settings, ...(proves && fileSettings(others, folder)) };
      },
    ),
  });
}

/** Annotations of the pods by which a changed file changes them: the file itself where it travels with them, or its checksum. */
export function configAnnotations(
  {
    labelDomain,
    configFile: file,
    configMaps,
  }: { readonly labelDomain: string | undefined; readonly configFile: string; readonly configMaps: readonly { readonly data: object }[] },
  carried: boolean,
): Readonly<Record<string, string>> {
  const keys = labelKeys(labelDomain);
  const files = configMaps.length === 0 ? '' : jsonFile(configMaps);
  return {
    ...(carried && { [keys.config]: file }),
    ...((!carried || files !== '') && { [keys.configChecksum]: sha256(`${carried ? '' : file}${files}`) }),
  };
}
