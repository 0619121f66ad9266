import type { Scalar } from '../../../src/judges/schemas/field-table';
import { checkScalar } from '../../../src/judges/schemas/scalars';

/** Values of a type that a server reads, and those that it refuses with a rule and what they must be. */
const SCALARS: readonly (readonly [Scalar, readonly unknown[], readonly (readonly [unknown, string])[]])[] = [
  ['any', [undefined, null, {}, 'a', 1], []],
  [
    'string',
    ['', 'a'],
    [
      [1, 'wrong-type: must be a string, got number 1'],
      [null, 'wrong-type: must be a string, got null'],
    ],
  ],
  ['boolean', [true, false], [['true', "wrong-type: must be a boolean, got string 'true'"]]],
  [
    'number',
    [0, -1.5],
    [
      ['1', "wrong-type: must be a number, got string '1'"],
      [NaN, 'wrong-type: must be a number, got number NaN'],
    ],
  ],
  [
    'int32',
    [2_147_483_647, -2_147_483_648],
    [
      [2_147_483_648, 'wrong-type: must be an integer of 32 bits, got number 2147483648'],
      [-2_147_483_649, 'wrong-type: must be an integer of 32 bits, got number -2147483649'],
      [1.5, 'wrong-type: must be an integer, got number 1.5'],
      ['1', "wrong-type: must be an integer, got string '1'"],
    ],
  ],
  [
    'int64',
    [2_147_483_648, 2 ** 62, -(2 ** 63)],
    [
      [-(2 ** 63) - 2048, 'wrong-type: must be an integer of 64 bits, got number -9223372036854778000'],
      [2 ** 63, 'wrong-type: must be an integer of 64 bits, got number 9223372036854776000'],
    ],
  ],
  [
    'quantity',
    [
      '500m',
      '1Gi',
      '1.5',
      '.5',
      '1.',
      '+1',
      '-1',
      '1e3',
      '1E-3',
      1,
      0.5,
      ...'numkMGTPE'.split('').map((unit) => `1${unit}`),
      ...'KMGTPE'.split('').map((unit) => `1${unit}i`),
    ],
    [
      ['a1', "bad-quantity: must be a quantity such as '500m' or '1Gi', got 'a1'"],
      ['1 Gi', "bad-quantity: must be a quantity such as '500m' or '1Gi', got '1 Gi'"],
      ['1gi', "bad-quantity: must be a quantity such as '500m' or '1Gi', got '1gi'"],
      ['', "bad-quantity: must be a quantity such as '500m' or '1Gi', got ''"],
      ['.', "bad-quantity: must be a quantity such as '500m' or '1Gi', got '.'"],
      [true, 'wrong-type: must be a quantity, got boolean true'],
    ],
  ],
  [
    'int-or-string',
    [1, -1, '25%', 'http', 'a1', '1a', 'a-b'],
    [
      [2 ** 31, 'wrong-type: must be an integer of 32 bits or a string, got number 2147483648'],
      [true, 'wrong-type: must be an integer of 32 bits or a string, got boolean true'],
      ...['', '1', 'a--b', '-a', 'a-', 'A', 'a'.repeat(16), '%'].map(
        (text) => [text, `bad-int-or-string: must be an integer, a percentage such as '25%' or a port's name, got '${text}'`] as const,
      ),
    ],
  ],
  [
    'time',
    ['2030-01-01T00:00:00Z', '2030-12-31T23:59:59.5+14:00', '2030-10-30T00:00:00-02:30'],
    [
      ...[
        '2030-01-01',
        '2030-13-01T00:00:00Z',
        '2030-01-32T00:00:00Z',
        '2030-01-01T24:00:00Z',
        '2030-01-01T00:00:00',
        '2030-01-01 00:00:00Z',
        '2030-00-01T00:00:00Z',
        '2030-01-00T00:00:00Z',
        '2030-01-01T00:60:00Z',
      ].map((text) => [text, `bad-time: must be a time such as '2030-01-01T00:00:00Z', got '${text}'`] as const),
      [1, 'wrong-type: must be a time as text, got number 1'],
    ],
  ],
  [
    'bytes',
    ['', 'YQ==', 'YWI=', 'YWJj', 'YWJjZA=='],
    [
      ...['YQ', 'YQ=', 'Y===', 'a b=', 'YWI=YWI='].map(
        (text) => [text, `bad-base64: must be base64, got ${text.length} characters that are not`] as const,
      ),
      [1, 'wrong-type: must be base64 text, got number'],
    ],
  ],
  [
    'server',
    [],
    [
      ['a', 'server-field: is written by the server, never by a manifest'],
      [null, 'server-field: is written by the server, never by a manifest'],
    ],
  ],
];

test.each(SCALARS)('%s', (scalar, taken, refused) => {
  const said = (value: unknown): string | undefined => {
    const finding = checkScalar(value, scalar, 'at');
    return finding && `${finding.rule}: ${finding.problem}`;
  };
  expect(taken.flatMap((value) => said(value) ?? [])).toEqual([]);
  expect(refused.map(([value]) => said(value))).toEqual(refused.map(([, problem]) => problem));
});
