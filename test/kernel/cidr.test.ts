import { checkEgressCidr } from '../../src/kernel/cidr';

test.each(['203.0.112.0/23', '203.0.113.0/24', '203.0.113.128/25', '203.0.113.8/31', '203.0.113.9/32'])('takes %s', (range) => {
  expect(checkEgressCidr(range)).toBeUndefined();
});

// the last bit of a byte is the only one of the host
test.each(['203.0.113.0/23', '203.0.113.129/25', '203.0.113.9/31', '2001:db9::/31'])(
  'refuses %s, which has bits beyond its prefix',
  (range) => {
    expect(checkEgressCidr(range)?.problem).toMatch(/^must be a CIDR without host bits/);
  },
);

test.each([
  ['168.0.0.0/7', '169.254.0.0/16'],
  ['169.254.0.0/15', '169.254.0.0/16'],
])('refuses %s, which holds %s', (range, never) => {
  expect(checkEgressCidr(range)?.problem).toContain(`overlaps ${never} `);
});
