import { cpuMillis } from '../../src/kernel/quantity';

test.each([
  ['2', 2000],
  ['0.5', 500],
  ['1.25', 1250],
  ['0.001', 1],
  ['500m', 500],
])('%s of a processor are %d thousandths', (text, millis) => {
  expect(cpuMillis(text)).toBe(millis);
});
