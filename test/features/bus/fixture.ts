import type { BusAccount, BusConsumer } from '../../../src/features/bus/account';
import { platformAccount } from '../../../src/features/bus/platform-account';
import { poolAccount } from '../../../src/features/bus/pool-account';
import { type BusAgent, type TenantAccountInput, tenantAccount } from '../../../src/features/bus/tenant-account';

/** Public user keys whose private halves nobody holds. */
export const KEYS = [
  'UBB2GT6UDOEIX2PMXEIKIT4KM3CC533M3QCJWD44X5UHFOK4G4B3WOZK',
  'UBP5WNAHIOJ3YSGDFR7APBZXXDACRMDKEAK2PAFOX76AJ5IX74U7U7Q5',
  'UBFXBXWSUQXLJHEGNDSPKVCRW325ZWYVYHSTXB4IH6RZQHY23WPV6BPS',
  'UBRBRPEPLJSSV4NIRFUHYYELZHAHBOHVAMDNCWR7E42VWGYUOTHSI5Y4',
  'UCT5DZAUW65BLHEKTITIQFBEUW3D2CGJA5FA3TWO4VAIKF6EEWMBULOD',
  'UCN2G4TRKZLE6YASBFJU5LSI7NJ6JV4TMQYAUXCZN4VPBNDUIZDITDET',
  'UB5XFXOX4MRYM6EOQHAB5SHHJAK54KASSLY57GXQMJAU765433YX3FJP',
  'UDR5KFFZSFM22345Z66S27OCD5X2MGHRGEFKDJLGRSUSBEZ477PXAQQO',
  'UDAZQWDX2RZOHRZUSBKN4PAQD3NFCC5GARFT6YWAG6FTLHQY5WE6VDIQ',
  'UAVLJEWI4RG3POVYJLTF4HHEQSYPGTEICTLBJ2HZMPSBKGIKCMF2BOB5',
] as const;

const key = (index: number): string => KEYS[index] ?? '';
const MI = 2 ** 20;

export const SEARCH: BusConsumer = {
  name: 'search',
  filterSubjects: ['tasks.search.>'],
  ackWaitS: 30,
  maxDeliver: 5,
  maxAckPending: 250,
};

export function agents(first: number): BusAgent[] {
  return [
    { name: 'coordinator', nkey: key(first), publishes: ['tasks.search.>'], tools: false, connections: 3 },
    { name: 'search', nkey: key(first + 1), publishes: [], consumes: { consumer: SEARCH }, tools: true, connections: 20 },
  ];
}

/** A tenant with one that publishes and one that works. */
export function acme(overrides: Partial<TenantAccountInput> = {}): BusAccount {
  return tenantAccount({
    name: 'acme',
    agents: agents(0),
    provisionerNkey: key(2),
    servers: 3,
    tasks: { maxBytes: 64 * MI, maxAgeS: 3600, duplicateWindowS: 120 },
    ...overrides,
  });
}

/** The same agents for two members. */
export function pool(): BusAccount {
  return poolAccount({
    name: 'shared',
    agents: agents(3),
    provisionerNkey: key(5),
    servers: 3,
    tasks: { maxBytes: 64 * MI, maxAgeS: 3600, duplicateWindowS: 120 },
    members: [
      { id: 'birch', nkey: key(6), connections: 4 },
      { id: 'cedar', nkey: key(7), connections: 4 },
    ],
    results: { maxBytes: 32 * MI, maxAgeS: 600, duplicateWindowS: 60 },
    resultConsumer: { ackWaitS: 30, maxDeliver: 5, maxAckPending: 100 },
  });
}

export function platform(): BusAccount {
  return platformAccount({ toolGatewayNkey: key(8), toolGatewayConnections: 2 });
}

/** `place rule` of findings, in order. */
export function places(findings: readonly { readonly place: string; readonly violation: { readonly rule: string } }[]): string[] {
  return findings.map(({ place, violation }) => `${place} ${violation.rule}`);
}
