import type { DataFile } from '../../../environments/index';

const yaml = (text: string, file = 'birch.yaml'): DataFile[] => [{ file, text }];
const AGENT = `agents:
  orders:
    image: registry.example.com/shop/orders:1.0.0@sha256:${'a'.repeat(64)}
    task: { p50: 1s, p99: 2s }
`;
const BIRCH = `id: birch
tier: namespace
owner: team-birch
${AGENT}`;
const BROKEN = `id: Birch
tier: vip
owner: "team birch"
email: nobody
quota: { cpu: "1", memory: 128m, ephemeralStorage: 4 Gi, pods: 0 }
agents:
  search:
    image: registry.example.com/shop/search:latest@sha256:${'a'.repeat(64)}
    task: { p50: "30", p99: 1h30, concurrency: 0 }
    replicas: -1
    publishes: [tasks.>.x]
    interactive: true
    nodePool: agnets
    rollout: { kind: rolling, maxSurge: "0%", maxUnavailable: 0 }
  orders:
    size: smal
    task: { p50: 1s, p99: 500ms }
    replicas: 2
    scaling: { min: 3, max: 2, onQueueDepth: 0.5 }
    needs: [buss, tools]
    hosts:
      - { name: api.example.com }
      - { cidrs: [10.0.0.1/8], port: 70000 }
    scalling: {}
`;

/** Data files that cannot be read, or not in one way only, and files whose mistakes are said with their line. */
export const FILES: readonly (readonly [name: string, files: readonly DataFile[]])[] = [
  ['a key twice', yaml('id: birch\nid: cedar\n')],
  ['a tag', yaml('id: birch\nx: !!js/function f\n')],
  ['a merge and an anchor', yaml('a: &a { b: 1 }\n<<: *a\n')],
  ['an alias', yaml('id: &a birch\nowner: *a\n')],
  ['two documents', yaml(`${BIRCH}---\n${BIRCH}`)],
  ['nothing', yaml('')],
  ['a list', yaml('- birch\n')],
  ['text', yaml('birch')],
  ['bad YAML', yaml('id: [birch\n')],
  ['a tab', yaml('id:\n\tbirch\n')],
  ['numbers that readers read differently', yaml('id: birch\na: 0777\nb: 0o17\nc: 1e3\nd: .inf\n')],
  ['an invisible character', yaml('id: bi\u200brch\n')],
  ['a directive', yaml('%YAML 1.1\n---\nid: birch\n')],
  ['too deep', yaml(`${'['.repeat(40)}${']'.repeat(40)}`)],
  ['an abyss', yaml('['.repeat(600))],
  ['too large', yaml(`# ${'x'.repeat(256 * 1024)}\n`)],
  ['a key that is no text', yaml('id: birch\n7: a\n? [a]\n: b\n')],
  ['the prototype', yaml('id: birch\n__proto__: {}\n')],
  ['a mistake in nearly every line', yaml(BROKEN)],
  ['the same tenant twice', [...yaml(BIRCH), ...yaml(BIRCH, 'again.yaml')]],
  ['a member of two pools', [...yaml(BIRCH), ...yaml(`id: shared\nowner: team-a\nmembers: [{ id: birch }]\n${AGENT}`, 'shared.yaml')]],
  ['one good and one that cannot be read', [...yaml(BIRCH), ...yaml('id: x\nid: x\n', 'x.yaml')]],
  ['JSON with a comma too many', yaml('{ "id": "birch", }', 'birch.json')],
];
