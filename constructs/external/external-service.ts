import type { Dependency } from '../../src/features/agent/spec';

/** A value of the secret store. */
export interface StoredEntry {
  /** Entry of the store. `{tenant}`, `{namespace}` and `{agent}` in it stand for those of the agent that reads it. */
  readonly key: string;
  /** Property of the entry. @default - the name under which it is given; of an authority `certificate` */
  readonly property?: string;
}

/**
 * A shared service that others run, as an agent needs it: give the same to `AgentCredentials`, so that its files are mounted and named in
 * the configuration file.
 *
 * Without it, an agent expects the service where this library renders it.
 */
export interface ExternalService {
  /** Which of the agent's needs it serves: `'bus'`, `'memory'`, `'database'` or `'llm-gateway'`. */
  readonly need: Dependency;
  /** DNS name that agents dial. Either this or `address`. @default - none */
  readonly name?: string;
  /** IP address that agents dial. Either this or `name`. @default - none */
  readonly address?: string;
  /** Address ranges of it; the agent reaches these and no others. @default - the `address` alone */
  readonly cidrs?: string[];
  /** From 1 to 65535. @default - the usual one: 4222 of a bus, 6379 of a store, 5432 of a database, 443 of a gateway */
  readonly port?: number;
  /** Whether it is dialled by TLS. @default true */
  readonly tls?: boolean;
  /** What agents prove themselves with, by name, e.g. `password`: a file, named in the configuration file as `passwordFile`. @default - nothing */
  readonly credentials?: { readonly [name: string]: StoredEntry };
  /** Certificate of the authority that signs for it. @default - the system's roots */
  readonly authority?: StoredEntry;
  /** Further settings of it for the configuration file. No credentials. @default - none */
  readonly settings?: { readonly [key: string]: unknown };
}
