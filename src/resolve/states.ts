import type { Dependency } from '../features/agent/spec';
import { type ExternalServiceInput, checkTls, planExternal } from '../features/external/plan';
import { checkServed, type ServiceState, type ServiceStates } from '../features/external/state';
import type { SharedService } from '../features/services/service';
import { SERVICES } from '../features/table/table';
import { type Findings, findingsAt } from '../kernel/findings';
import { below } from '../kernel/problems';
import { shown } from '../kernel/shown';
import type { ServicesSpec } from './spec';

type Key = (typeof SERVICES)[number]['written']['key'];

/** A row of the table, as far as it says what can be written. */
interface Row extends SharedService {
  readonly need: Dependency;
  readonly written: { readonly key: Key };
}

const ROWS: readonly Row[] = SERVICES;

/** How an environment has each of the shared services, with every problem of those that others run. */
export function resolveStates(spec: ServicesSpec | undefined, root: Findings): ServiceStates {
  const findings = findingsAt(root, 'services');
  const { problems } = findings;
  const elsewhere = spec?.elsewhere ?? [];
  const states = new Map(
    ROWS.map((row): [string, ServiceState] => {
      const { key } = row.written;
      const written = spec?.[key];
      if (written === undefined) {
        if (elsewhere.includes(row.need)) return [row.need, { kind: 'elsewhere' }];
        const unread = root.problems.unread('services') || problems.anyUnread(key, 'elsewhere');
        return [row.need, { kind: unread ? 'unread' : 'absent' }];
      }
      // Rule `service-twice`: a service that is written and rendered by others as well would be there twice (our choice).
      problems.that(
        !elsewhere.includes(row.need),
        below('elsewhere', elsewhere.indexOf(row.need)),
        'service-twice',
        `${shown(row.need)} is rendered by others, but services.${key} is written`,
        'leave out one of the two',
      );
      return [row.need, stateOf(row, written, findingsAt(findings, key))];
    }),
  );
  // tools are answered over a bus, so they are there only where one is
  const { toolGateway } = spec ?? {};
  if (toolGateway !== undefined && states.get('bus')?.kind === 'absent')
    problems.rule('toolGateway', checkServed([{ need: 'bus', key: 'nats' }], 'it answers on the bus'));
  // Rule `tools-bus`: the gateway proves itself to a bus by the account of the platform, which a bus of others does not have (our choice).
  problems.that(
    toolGateway === undefined || states.get('bus')?.kind !== 'external',
    'toolGateway',
    'tools-bus',
    'it answers on the bus that is rendered here, and services.nats is external',
    `leave it out, and write services.elsewhere: ['tools'] where others answer on that bus`,
  );
  return states;
}

function stateOf({ need, external }: Row, written: object, findings: Findings): ServiceState {
  if (external === undefined || !('external' in written)) return { kind: 'rendered' };
  const at = findingsAt(findings, 'external');
  // a stand-in says nothing
  if (findings.problems.unread('external')) return { kind: 'unread' };
  const input = written.external as ExternalServiceInput;
  at.warnings.rule('tls', checkTls(input.tls));
  return { kind: 'external', plan: planExternal(at.problems, input, { need, external }) };
}
