import type { PodResources } from '../../src/features/resources/spec';
import { PROGRAM } from '../../src/features/container/schema';
import type { Container, PodSecurityContext } from './core';

/** Neither root nor a user of the node; above 10000, as the analysers want it. */
const POD_USER = PROGRAM.uid.said.default;

/** Only owner and group may read; the group is the pod's fsGroup. */
export const SECRET_MODE = 0o440;

/** Enough for a shell, a watcher of files, or an exporter of some hundred figures. */
export const SIDECAR: PodResources = { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' };

/** What the Pod Security Standard *restricted* asks of a pod, and more. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export const POD_SECURITY: PodSecurityContext = podSecurity(POD_USER, POD_USER);

/** The same as a user and a group. They are those of all containers of a pod, which share files and signals. */
export function podSecurity(uid: number, gid: number): PodSecurityContext {
  return {
    appArmorProfile: { type: 'RuntimeDefault' },
    fsGroup: gid,
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: gid,
    runAsNonRoot: true,
    runAsUser: uid,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** A container with nothing but what it asks for: requests equal limits unless others are given, no privilege, no file of its own to write. */
export function hardened(
  name: string,
  image: string,
  resources: PodResources,
  requests: PodResources = resources,
): Pick<Container, 'name' | 'image' | 'imagePullPolicy' | 'resources' | 'securityContext'> {
  const sized = ({ cpu, memory, ephemeralStorage }: PodResources) => ({ cpu, memory, 'ephemeral-storage': ephemeralStorage });
  return {
    name,
    image,
    imagePullPolicy: 'Always',
    resources: { limits: sized(resources), requests: sized(requests) },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, privileged: false, readOnlyRootFilesystem: true },
  };
}
