import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { STAGES } from './stages';

/** Where files stand below the folder of an environment. `kubectl apply -R -f` visits the folders of manifests in the order of their names. */
export const MANIFESTS = 'manifests';
export const CLUSTER_FOLDER = `${MANIFESTS}/${STAGES.cluster}`;
export const PLATFORM_FOLDER = `${MANIFESTS}/${STAGES.platform}`;
const TENANTS = 'tenants';
const TENANTS_FOLDER = `${MANIFESTS}/${TENANTS}`;

/** What people read, which holds no object. */
export const REPORTS = 'reports';
/** Tests of the alerts, within it. */
export const ALERT_TESTS = 'alerts';

/** What an administrator applies: identities and their rights, and what points the engine at the rest. */
export const BOOTSTRAP = 'delivery/bootstrap';
/** Applications of Argo CD, which its root applies. */
export const APPLICATIONS = 'delivery/applications';
/** One `kustomization.yaml` a stage, which Flux reads. */
export const LISTS = 'delivery/stages';

/** Chart, and so file, of a folder that bounds its namespace: of a stage of its own, because whoever deploys a tenant may not widen it. */
export const NAMESPACE_CHART = '00-namespace';
/** Chart, and so file, of objects of one's own that are of no agent. */
export const OWN_CHART = 'objects';
export const NAMESPACE_FILE = `${NAMESPACE_CHART}.yaml`;
/** Those files, as a glob below the folder of manifests. */
export const NAMESPACE_FILES = `{${STAGES.platform},${TENANTS}/*}/${NAMESPACE_FILE}`;

/** The folder of a tenant, or of several that share a namespace. */
export function tenantFolder(namespace: string): string {
  return `${TENANTS_FOLDER}/${namespace}`;
}

/** Whether a folder of manifests is a tenant's. */
export function isTenantFolder(folder: string): boolean {
  return folder.startsWith(`${TENANTS_FOLDER}/`);
}

/** The stage that applies a file, and the folder of its files: of the namespaces, that of all. `undefined`: no stage does. */
export function stageOfFile(file: string): { readonly name: string; readonly folder: string } | undefined {
  const [root, top = '', next = '', last, ...deeper] = file.split('/');
  if (root !== MANIFESTS) return undefined;
  const tenant = top === TENANTS && last !== undefined && deeper.length === 0;
  const plain = (top === STAGES.cluster || top === STAGES.platform) && next !== '' && last === undefined;
  if (!tenant && !plain) return undefined;
  if (top !== STAGES.cluster && (last ?? next) === NAMESPACE_FILE) return { name: STAGES.namespaces, folder: MANIFESTS };
  return tenant ? { name: next, folder: tenantFolder(next) } : { name: top, folder: `${MANIFESTS}/${top}` };
}

/** Rule `delivery-folder`: a manifest outside the folders of all stages would never be applied (our choice). */
export function checkFolder(file: string): Violation | undefined {
  return stageOfFile(file) !== undefined
    ? undefined
    : {
        rule: 'delivery-folder',
        problem: `${shown(file)} would never be applied`,
        // in words, so that the list of rules has it; a test holds that these are the folders
        fix: 'render it into manifests/cluster, manifests/platform or manifests/tenants/<namespace>',
      };
}
