import { SHARED_POOL, TENANT } from '../../src/features/tenancy/schema';
import { Problems } from '../../src/kernel/problems';
import { read } from '../../src/kernel/read';
import { type AnyKey, object, text } from '../../src/kernel/schema';
import { BYTES, CPU, CRON, DURATION, percentage, release, type TextFormat } from '../../src/kernel/formats';
import { ENVIRONMENT } from '../../src/resolve/schema';

/** What is suggested to whoever writes a value under a key of that format. */
function fixOf(format: TextFormat, value: unknown): string | undefined {
  const problems = Problems.of('root');
  read({ key: value }, object('', '', { key: text('', { format }) }), problems);
  return problems.list[0]?.fix;
}

/** What can be written, as a fix says: what stands in quotes before any remark. */
const suggested = (fix: string): string[] => [...(fix.split(' (')[0] ?? '').matchAll(/'([^']*)'/g)].map(([, value = '']) => value);

/** The format of every key of a description that has one, by place. */
function formatsOf(schema: unknown, place: string): [string, TextFormat][] {
  const { said, def, apart } = schema as Partial<AnyKey> & { readonly apart?: unknown };
  const inner = Object.entries((def ?? {}) as object).flatMap(([key, value]): [string, unknown][] =>
    key === 'shape'
      ? Object.entries(value as object).map(([name, field]) => [`${place}.${name}`, field])
      : key === 'options'
        ? (value as unknown[]).map((one) => [place, one])
        : ['innerType', 'element', 'valueType'].includes(key)
          ? [[place, value]]
          : [],
  );
  return [
    ...(typeof said?.format === 'object' ? [[place, said.format] as [string, TextFormat]] : []),
    ...[...inner, ...(apart === undefined ? [] : [[place, apart] as [string, unknown]])].flatMap(([at, one]) => formatsOf(one, at)),
  ];
}

test.each([
  [DURATION, 1, `write it in quotes: '1s' or '1m'`],
  [DURATION, 0.25, `write it in quotes: '0.25s' or '0.25m'`],
  [DURATION, 500_000, `write it in quotes: '500000s' or '500000m'`],
  [DURATION, 0, `write '45s', '15m' or '1h30m'`],
  [DURATION, NaN, `write '45s', '15m' or '1h30m'`],
  [CPU, 2, `write it in quotes: '2'`],
  [CPU, 0.5, `write it in quotes: '0.5'`],
  [CPU, 0.0001, `write '500m' or '2'`],
  [BYTES, 512, `write it in quotes: '512Mi' or '512Gi'`],
  [BYTES, 1_073_741_824, `write it in quotes: '1073741824'`],
  [percentage(0, 99, '10%'), 20, `write it in quotes: '20%'`],
  [percentage(0, 99, '10%'), 0.2, `write '10%'`],
  [percentage(0, 99, '10%'), 100, `write '10%'`],
  [percentage(1, 99, '10%'), 0, `write '10%'`],
  [release('kubernetes'), 1.33, `write it in quotes: '1.33'`],
  // what YAML makes of 1.30
  [release('kubernetes'), 1.3, `write it in quotes: '1.30'`],
  [
    release('kubernetes'),
    1.29,
    'upgrade Kubernetes to 1.30 or newer: it brought AppArmor as a field, a preStop that sleeps, and ValidatingAdmissionPolicy v1',
  ],
  [release('kubernetes'), 1.38, `write '1.37', the newest that was looked at, and try what is rendered on the newer one`],
  [CRON, 5, `write '45 7 27 11 *' and the zone beside it`],
])('%# a number instead of a text is told what is accepted', (format, value, fix) => {
  expect(fixOf(format, value)).toBe(fix);
});

test.each([
  [7, `write it in quotes: '7'`],
  [NaN, 'write text'],
  [Infinity, 'write text'],
])('%d instead of any text is told', (value, fix) => {
  const problems = Problems.of('root');
  read({ key: value }, object('', '', { key: text() }), problems);
  expect(problems.list[0]?.fix).toBe(fix);
});

describe('what is suggested instead of a number is accepted, under', () => {
  const formats = new Map([ENVIRONMENT, TENANT, SHARED_POOL].flatMap((schema) => formatsOf(schema, schema.named.name)));

  test('as many keys as there are formats', () => {
    expect(formats.size).toBeGreaterThan(60);
  });

  test.each([...formats])('%s', (_, format) => {
    for (const value of [0, 1, 2, 0.1, 1.1, 1.3, 2.2, 7, 7.2, 8, 26.3, 99, 100, 512, 1e6, 1e9, 1e21, -1, NaN, Infinity]) {
      for (const text of suggested(fixOf(format, value) ?? '')) {
        expect([value, text, fixOf(format, text), format.fix(text)]).toEqual([value, text, undefined, undefined]);
      }
    }
  });
});
