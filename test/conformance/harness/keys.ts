import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

/** Elliptic keys are made in milliseconds. */
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

const DAYS = '2';

/** Files of a key and what is public of it, PEM. */
export interface KeyFiles {
  readonly key: string;
  readonly certificate: string;
}

/** A certificate authority of one test. */
export interface Authority extends KeyFiles {
  /**
   * A certificate for clients and servers.
   *
   * @param commonName user of a client; also the stem of the files
   * @param hosts names and addresses of a server
   */
  issue(commonName: string, hosts?: readonly string[]): KeyFiles;
}

/** A self-signed authority with its files in a folder. */
export function makeAuthority(folder: string, name: string): Authority {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', key, '-out', certificate, '-subj', `/CN=${name}`, '-days', DAYS);
  return { key, certificate, issue: (commonName, hosts = []) => issue(folder, { key, certificate }, commonName, hosts) };
}

function issue(folder: string, authority: KeyFiles, commonName: string, hosts: readonly string[]): KeyFiles {
  const file = (ending: string): string => join(folder, `${commonName.replaceAll(/[^\w.-]/g, '-')}.${ending}`);
  const names = hosts.map((host) => `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`);
  writeFileSync(
    file('ext'),
    ['extendedKeyUsage=clientAuth,serverAuth', ...(names.length > 0 ? [`subjectAltName=${names.join(',')}`] : [])].join('\n'),
  );
  openssl('req', '-new', ...NEW_KEY, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${commonName}`);
  const signer = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'];
  openssl('x509', '-req', '-in', file('csr'), ...signer, '-out', file('crt'), '-days', DAYS, '-extfile', file('ext'));
  return { key: file('key'), certificate: file('crt') };
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
