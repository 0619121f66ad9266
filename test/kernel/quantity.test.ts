import { bytes, bytesText, checkBytes, checkCpu, cpuMillis, cpuText, GI } from '../../src/kernel/quantity';

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
test.each([
  ['2', 2000],
  ['0.5', 500],
  ['1.25', 1250],
  ['0.001', 1],
  ['1m', 1],
  ['500m', 500],
  ['9007199254740991m', 9_007_199_254_740_991],
  ['9007199254740.991', 9_007_199_254_740_991],
])('%s of a processor are %d thousandths', (text, millis) => {
  expect(cpuMillis(text)).toBe(millis);
  expect(checkCpu(text)).toBeUndefined();
});

test.each([
  ...['', '0', '0.0', '0m', '01m', '-1', '+1', '1.', '.5', '0.0005', '1.2345', '1.5m', '1 ', ' 1', '1M', '1cpu', '1e3', '500 m'],
  ...['9007199254740992m', '9007199254740.992', '99999999999999', '12345678901234567m'],
  1 as unknown as string,
])('fails for %j of a processor', (text) => {
  expect(checkCpu(text)?.rule).toBe('quantity');
});

test.each([
  ['1048576', 1_048_576],
  ['1049k', 1_049_000],
  ['2M', 2_000_000],
  ['1G', 1_000_000_000],
  ['1T', 1_000_000_000_000],
  ['1P', 1_000_000_000_000_000],
  ['1024Ki', 1_048_576],
  ['1Mi', 1_048_576],
  ['512Mi', 536_870_912],
  ['1Gi', 1_073_741_824],
  ['1Ti', 1_099_511_627_776],
  ['1Pi', 1_125_899_906_842_624],
  ['7Pi', 7_881_299_347_898_368],
  ['9007199254740991', 9_007_199_254_740_991],
])('%s are %d bytes', (text, count) => {
  expect(bytes(text)).toBe(count);
  expect(checkBytes(text)).toBeUndefined();
});

test.each([
  // a byte and a unit below the least that can be meant
  ...['1048575', '1023Ki', '1048k', '1M', '0', '0Gi', '1', '512', '512m'],
  // what cannot be counted exactly, or is none
  ...['8Pi', '9007199254740992', '1Ei', '10P', '1E', '12345678901234567'],
  ...['', 'Gi', '01Gi', '-1Gi', '1.5Gi', '1GB', '1gi', '1KI', '1 Gi', ' 1Gi', '1Gi ', '1K', '1e9'],
  512 as unknown as string,
])('fails for %j of memory', (text) => {
  expect(checkBytes(text)?.rule).toBe('quantity');
});

test.each([
  [1, '1m'],
  [999, '999m'],
  [1000, '1'],
  [1500, '1500m'],
  [2000, '2'],
])('%d thousandths of a processor are written %s', (millis, text) => {
  expect(cpuText(millis)).toBe(text);
});

test.each([
  [0, '0'],
  [1, '1'],
  [1023, '1023'],
  [1024, '1Ki'],
  [1536, '1536'],
  [2048, '2Ki'],
  [1_048_576, '1Mi'],
  [1_572_864, '1536Ki'],
  [1_073_741_824, '1Gi'],
  [1_610_612_736, '1536Mi'],
  [1_099_511_627_776, '1Ti'],
  [1_126_999_418_470_400, '1025Ti'],
])('%d bytes are written %s', (count, text) => {
  expect(bytesText(count)).toBe(text);
});

test('a Gi has 1024³ bytes', () => {
  expect(GI).toBe(1_073_741_824);
});
