import { sortedEntries } from '../../kernel/order';
import { below, type Problems, type Violation } from '../../kernel/problems';
import { checkEnvironmentVariable, OWN_ENV } from '../../kernel/settings';
import { shown } from '../../kernel/shown';
import { compareVersions, type TargetVersions, VERSION_FACTS } from '../../kernel/versions';
import { MAX_PROGRAM_TEXT, PROGRAM } from './schema';

/** Least id that no user of a node is likely to have; analysers of manifests ask for one above. */
const OWN_IDS = 10_000;
/** Ids that a container with user namespaces has: https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/ */
const MAX_NAMESPACED_ID = 65_535;

/** What is run of an image, and as whom. */
export interface ProgramPlan {
  /** `undefined`: the image's. */
  readonly command: readonly string[] | undefined;
  /** `undefined`: the image's. */
  readonly args: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly gid: number;
}

/** The same as it is said. */
export interface ProgramInput {
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Variables that whoever renders it adds. */
  readonly ownEnv?: Readonly<Record<string, string>> | undefined;
  /** Whether root inside is nobody outside. */
  readonly userNamespace?: boolean | undefined;
}

/** Completes and checks what is run of an image; `warnings` hears of what is looser than usual. */
export function planProgram(
  { problems, warnings }: { readonly problems: Problems; readonly warnings: Problems },
  { command, args, env = {}, ownEnv = {}, userNamespace = false, ...ids }: ProgramInput,
  target: TargetVersions,
): ProgramPlan {
  if (command !== undefined) checkArguments(problems, 'command', command, true);
  if (args !== undefined) checkArguments(problems, 'args', args, false);
  checkEnv(problems.at('env'), env, target, ownEnv);
  const { uid = PROGRAM.uid.said.default } = ids;
  const { gid = uid } = ids;
  const asUser = checkUser(problems, uid);
  const asGroup = ids.gid === undefined || problems.integer('gid', gid, PROGRAM.gid.said.min, PROGRAM.gid.said.max);
  if (userNamespace && asUser && asGroup) problems.rule(uid > MAX_NAMESPACED_ID ? 'uid' : 'gid', checkNamespaced(uid, gid));
  if (asUser && !userNamespace) warnings.rule('uid', checkOwnUser(uid));
  if (asUser && asGroup) warnings.rule('gid', checkOwnGroup(gid));
  const usual = PROGRAM.uid.said.default;
  return { command, args, env: { ...env, ...ownEnv }, uid: asUser ? uid : usual, gid: asUser && asGroup ? gid : usual };
}

/** Rules `arguments` and `argument-size` for a program, or what follows it. */
export function checkArguments(at: Problems, place: string, values: readonly string[], named: boolean): void {
  // Rule `arguments`: an empty list reads as the image's own, and a NUL character ends a text for the kernel (our choice).
  at.that(
    values.length > 0,
    place,
    'arguments',
    named ? 'must name a program' : 'must have an argument',
    named ? `write ['/app/server'], or leave it out` : 'write one, or leave it out',
  );
  at.that(!named || values[0] !== '', below(place, 0), 'arguments', 'must name a program, got an empty text', `write '/app/server'`);
  values.forEach((value, index) => {
    at.that(!value.includes('\0'), below(place, index), 'arguments', `has a NUL character in ${shown(value)}`, 'remove it');
  });
  at.rule(place, checkSize('arguments', values));
}

/** Rules `env-name`, `env-value`, `literal-secret`, `env-reserved` and `argument-size`; `own` are variables that are set anyway. */
export function checkEnv(
  at: Problems,
  env: Readonly<Record<string, string>>,
  target: TargetVersions,
  own: Readonly<Record<string, string>> = {},
): void {
  const { since } = VERSION_FACTS['any-env-name'];
  const anyName = (compareVersions(target.kubernetes, since) ?? -1) >= 0;
  for (const [name, value] of sortedEntries(env)) {
    const place = below('', name);
    at.rule(place, checkEnvironmentVariable(name, value, anyName));
    // Rule `env-reserved`: a variable that the construct sets would be overwritten, and the agent would not find its services (our choice).
    at.that(
      !Object.hasOwn(OWN_ENV, name) && !Object.hasOwn(own, name),
      place,
      'env-reserved',
      `${name} is set by the construct`,
      'leave it out',
    );
  }
  at.rule(
    '',
    checkSize(
      'variables',
      Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ),
  );
}

/**
 * Rule `argument-size`: Linux starts no program with one text above 128 KiB, and what is applied stands in an annotation that has room for
 * 256 KiB.
 *
 * @see https://man7.org/linux/man-pages/man2/execve.2.html
 */
function checkSize(what: string, values: readonly string[]): Violation | undefined {
  const size = values.reduce((sum, value) => sum + Buffer.byteLength(value) + 1, 0);
  return size <= MAX_PROGRAM_TEXT
    ? undefined
    : {
        rule: 'argument-size',
        problem: `the ${what} have ${size} bytes together, they may have ${MAX_PROGRAM_TEXT}`,
        fix: 'put large texts in a file that is mounted',
      };
}

/** Rule `run-as-root`, and the range of a user. */
function checkUser(problems: Problems, uid: number): boolean {
  // Rule `run-as-root`: the Pod Security Standard restricted refuses a container that runs as root.
  // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
  const root = uid === 0;
  problems.that(!root, 'uid', 'run-as-root', 'is root, which the namespace refuses', `write the image's own user, e.g. 1000`);
  return !root && problems.integer('uid', uid, PROGRAM.uid.said.min, PROGRAM.uid.said.max);
}

/**
 * Rule `low-uid`: a process that breaks out of its container has the rights of the node's user with the same number.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
function checkOwnUser(uid: number): Violation | undefined {
  return uid >= OWN_IDS
    ? undefined
    : {
        rule: 'low-uid',
        problem: `${uid} may be a user of the node too, whose rights it had outside of its container`,
        fix: `build the image for a uid of ${OWN_IDS} or more`,
      };
}

/**
 * Rule `root-group`: what the image leaves to the group of root can be read, and often written, by the program.
 *
 * @see https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/images/creating-images
 */
function checkOwnGroup(gid: number): Violation | undefined {
  return gid !== 0 ? undefined : { rule: 'root-group', problem: '0 is the group of root', fix: 'build the image for a group of its own' };
}

/**
 * Rule `user-namespace-id`: with user namespaces a container has the ids from 0 to 65535 only, and the kubelet refuses another.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
 */
function checkNamespaced(uid: number, gid: number): Violation | undefined {
  return uid <= MAX_NAMESPACED_ID && gid <= MAX_NAMESPACED_ID
    ? undefined
    : {
        rule: 'user-namespace-id',
        problem: `a user namespace has ids up to ${MAX_NAMESPACED_ID}, got ${Math.max(uid, gid)}`,
        fix: 'write a smaller one, or leave userNamespace out',
      };
}
