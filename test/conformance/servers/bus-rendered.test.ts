import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS_FILE, SERVER_FILE } from '../../../src/features/bus/configuration';
import { ENVIRONMENTS } from '../../environments/rendered';
import { makeAuthority } from '../harness/keys';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { committedFile } from './bus-committed';
import { placedServer } from './bus-places';
import { natsConfigurationProblem } from './nats-server';

/** Nobody listens anywhere: the files are only checked. */
const ROUTES = [1, 2, 3];

withComponents(['nats-server'], 'the committed files of the bus', () => {
  const folder = temporaryFolder('bus-rendered-');
  afterAll(() => {
    folder.remove();
  });

  /** The committed files of an environment; only the places of files are other ones. */
  const checked = (environment: string, change: (accounts: string) => string): string | undefined => {
    const authority = makeAuthority(folder.path, `ca-${environment}`);
    const certificates = { authority, server: authority.issue('nats', ['localhost']) };
    const place = { home: folder.path, clientPort: 4, monitoringPort: 5, clusterPort: 1 };
    writeFileSync(join(folder.path, ACCOUNTS_FILE), change(committedFile(environment, ACCOUNTS_FILE)));
    const server = placedServer(committedFile(environment, SERVER_FILE), place, certificates, ROUTES);
    return natsConfigurationProblem(folder.path, server, { POD_NAME: 'nats-0' });
  };

  test.each(ENVIRONMENTS)('of %s are taken by nats-server -t', (environment) => {
    expect(checked(environment, (text) => text)).toBeUndefined();
  });

  test('fail the same check with one brace less', () => {
    expect(checked('prod', (text) => text.replace('accounts {', 'accounts'))).toMatch(/parse error|unexpected|expected/i);
  });
});
