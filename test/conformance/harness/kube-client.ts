import type { OutgoingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';

/** An object as it is sent and read back. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** What the server said; a refusal is an answer too. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { message?: string };
}

/** Somebody else to act as: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
export interface Identity {
  readonly user: string;
  readonly groups?: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface CreateOptions {
  readonly as?: Identity;
  /** @default false */
  readonly dryRun?: boolean;
  /** Whether unknown and repeated fields are errors. @default true */
  readonly strict?: boolean;
}

/** A request that takes longer hangs: no watch is among them. */
const TIMEOUT_MS = 60_000;

/** Connections at a time; more only make the server slower on two cores. */
const MAX_SOCKETS = 8;

const MERGE_PATCH = 'application/merge-patch+json';

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
const APPLY_PATCH = 'application/apply-patch+yaml';

/** Cluster administrator over plain HTTPS. Refusals are answers; only a broken connection throws. */
export class KubeClient {
  private readonly agent: Agent;
  private readonly resources = new Map<string, readonly Resource[]>();

  constructor(
    private readonly url: string,
    ca: string | Buffer,
    private readonly token: string,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, ca });
  }

  /** A body that is no JSON, e.g. of `/readyz`, becomes `{ message }`. */
  public async request(
    method: string,
    path: string,
    body?: unknown,
    options: { readonly as?: Identity; readonly contentType?: string } = {},
  ): Promise<Answer> {
    const { status, text } = await this.send(method, path, body === undefined ? undefined : JSON.stringify(body), {
      accept: 'application/json',
      authorization: `Bearer ${this.token}`,
      'content-type': options.contentType ?? 'application/json',
      ...impersonating(options.as),
    });
    return { status, body: parsed(text) };
  }

  public async create(object: KubeObject, { as, dryRun = false, strict = true }: CreateOptions = {}): Promise<Answer> {
    const query = [`fieldValidation=${strict ? 'Strict' : 'Ignore'}`, ...(dryRun ? ['dryRun=All'] : [])].join('&');
    return this.request('POST', `${await this.collectionOf(object)}?${query}`, object, as === undefined ? {} : { as });
  }

  public async get(object: KubeObject): Promise<Answer> {
    return this.request('GET', await this.pathOf(object));
  }

  /** Server-side apply; takes over fields of other managers. */
  public async apply(object: KubeObject, manager = 'conformance'): Promise<Answer> {
    const query = `fieldManager=${manager}&force=true&fieldValidation=Strict`;
    return this.request('PATCH', `${await this.pathOf(object)}?${query}`, object, { contentType: APPLY_PATCH });
  }

  public async replace(object: KubeObject): Promise<Answer> {
    return this.request('PUT', `${await this.pathOf(object)}?fieldValidation=Strict`, object);
  }

  public async patch(object: KubeObject, mergePatch: unknown): Promise<Answer> {
    return this.request('PATCH', `${await this.pathOf(object)}?fieldValidation=Strict`, mergePatch, { contentType: MERGE_PATCH });
  }

  public async remove(object: KubeObject): Promise<Answer> {
    return this.request('DELETE', await this.pathOf(object));
  }

  /** Items with the `apiVersion` and `kind` that lists leave out. @throws if the list is refused */
  public async list(apiVersion: string, kind: string, namespace?: string, labelSelector?: string): Promise<KubeObject[]> {
    const metadata = { name: '', ...(namespace === undefined ? {} : { namespace }) };
    const query = labelSelector === undefined ? '' : `?labelSelector=${encodeURIComponent(labelSelector)}`;
    const path = `${await this.collectionOf({ apiVersion, kind, metadata }, true)}${query}`;
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: HTTP ${status}: ${body.message ?? ''}`);
    return (body['items'] as KubeObject[]).map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Path of an object, its plural by discovery. @throws if no such kind is served, or a namespaced object has no namespace */
  public async pathOf(object: KubeObject): Promise<string> {
    return `${await this.collectionOf(object)}/${object.metadata.name}`;
  }

  /** Closes the kept connections. */
  public close(): void {
    this.agent.destroy();
  }

  private async collectionOf({ apiVersion, kind, metadata }: KubeObject, everywhere = false): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = (await this.resourcesOf(root, kind)).find((known) => known.kind === kind);
    if (resource === undefined) throw new Error(`the server has no ${kind} of ${apiVersion}`);
    if (!resource.namespaced) return `${root}/${resource.name}`;
    if (metadata.namespace !== undefined) return `${root}/namespaces/${metadata.namespace}/${resource.name}`;
    if (everywhere) return `${root}/${resource.name}`;
    throw new Error(`${kind} ${metadata.name} has no namespace`);
  }

  /** Only what has the kind is kept: an API that is still being set up is asked again. */
  private async resourcesOf(root: string, kind: string): Promise<readonly Resource[]> {
    const known = this.resources.get(root);
    if (known?.some((resource) => resource.kind === kind) === true) return known;
    const { body } = await this.request('GET', root);
    const found = ((body['resources'] ?? []) as Resource[]).filter(({ name }) => !name.includes('/'));
    this.resources.set(root, found);
    return found;
  }

  private send(
    method: string,
    path: string,
    body: string | undefined,
    headers: OutgoingHttpHeaders,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      // of the body of a DELETE Node would not say the length, and the server takes it for the next request
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const asked = request(`${this.url}${path}`, { method, agent: this.agent, headers: { ...headers, ...length } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') });
        });
      });
      asked.on('error', reject);
      asked.setTimeout(TIMEOUT_MS, () => asked.destroy(new Error(`${method} ${path}: no answer in ${TIMEOUT_MS} ms`)));
      asked.end(body);
    });
  }
}

function impersonating(identity: Identity | undefined): OutgoingHttpHeaders {
  if (identity === undefined) return {};
  return { 'impersonate-user': identity.user, ...(identity.groups === undefined ? {} : { 'impersonate-group': [...identity.groups] }) };
}

function parsed(text: string): Answer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Answer['body'];
  } catch {
    // plain text, as health checks answer
  }
  return { message: text };
}
