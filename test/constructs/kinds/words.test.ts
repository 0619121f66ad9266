import { App, Chart } from 'cdk8s';
import { JetStreamStream, StoredSecret, TenantNamespace } from '../../../constructs/index';
import { InvalidInputError } from '../../../src/kernel/problems';

const chart = (): Chart => new Chart(new App(), 'chart');

const MAKERS: readonly (readonly [string, (words: object) => unknown])[] = [
  ['TenantNamespace', (words) => new TenantNamespace(chart(), 'It', { tenant: 'acme', ...words })],
  [
    'StoredSecret',
    (words) => new StoredSecret(chart(), 'It', { name: 'a', values: [{ file: 'a', key: 'b', property: 'c' }], secretStore: 's', ...words }),
  ],
  [
    'JetStreamStream',
    (words) =>
      new JetStreamStream(chart(), 'It', {
        account: 'acme',
        stream: {
          ...{
            name: 'TASKS',
            subjects: ['a'],
            retention: 'limits',
            replicas: 3,
            maxBytes: 1,
            maxAgeS: 1,
            duplicateWindowS: 1,
            consumers: [],
          },
        },
        ...words,
      }),
  ],
];

const WORDS: readonly (readonly [object, string])[] = [
  [{ labels: { 'bad key!': 'x' } }, `labels['bad key!'] label`],
  [{ labels: { team: 'not a value' } }, 'labels.team label'],
  [{ labels: { 'Example.com/team': 'x' } }, `labels['Example.com/team'] label`],
  [{ labels: { team: 'a'.repeat(64) } }, 'labels.team label'],
  [{ labels: { 'a/b/c': 'x' } }, `labels['a/b/c'] label`],
  [{ annotations: { 'bad key!': 'x' } }, `annotations['bad key!'] annotation`],
  [{ annotations: { team: 5 } }, 'annotations.team wrong-type'],
];

describe.each(MAKERS)('%s', (_, make) => {
  test.each(WORDS)('fails with %j', (words, wanted) => {
    let found: readonly string[] = [];
    try {
      make(words);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      found = error.problems.map(({ place, rule }) => `${place} ${rule}`);
    }
    expect(found).toEqual([wanted]);
  });

  test('takes what an API server takes', () => {
    const annotations = { 'example.com/runbook': 'any text,\n\u00e9' };
    expect(() => make({ labels: { team: '', 'example.com/a_b.c': 'A-1.b_2' }, annotations })).not.toThrow();
    expect(() => make({ labels: { team: 'a'.repeat(63) } })).not.toThrow();
    expect(() => make({ labels: { team: 'a'.repeat(64) } })).toThrow(InvalidInputError);
  });
});
