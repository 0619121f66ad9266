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

// what a server keeps in another form would differ at each apply
test.each(['FD00:1::/48', '2001:DB9::/32', ' 203.0.113.0/24', '203.0.113.0/24 ', '203.0.113.0/024', '0xcb007100/24'])(
  'refuses %j, which is not written as servers write it',
  (range) => {
    expect(checkEgressCidr(range)?.problem).toMatch(/^must be a CIDR/);
  },
);

/** Blocks of IANA and of AWS, each by its first and last range and the ranges beside it. */
test.each([
  ['127.0.0.0/8', ['127.0.0.0/32', '127.255.255.255/32'], ['126.255.255.255/32', '128.0.0.0/32'], 'loopback'],
  [
    '169.254.0.0/16',
    ['169.254.0.0/32', '169.254.169.254/32', '169.254.255.255/32'],
    ['169.253.255.255/32', '169.255.0.0/32'],
    'link-local, where instance metadata lives',
  ],
  ['224.0.0.0/4', ['224.0.0.0/32', '239.255.255.255/32'], ['223.255.255.255/32', '240.0.0.0/32'], 'multicast'],
  ['0.0.0.0/8', ['0.0.0.0/32', '0.255.255.255/32'], ['1.0.0.0/32'], 'unspecified'],
  ['::1/128', ['::1/128'], ['::2/128'], 'loopback'],
  ['fe80::/10', ['fe80::/128', 'febf::/16'], ['fec0::/128', 'fe7f::/16'], 'link-local'],
  ['ff00::/8', ['ff00::/128', 'ffff::/16'], ['feff::/16'], 'multicast'],
  ['fd00:ec2::/32', ['fd00:ec2::254/128'], ['fd00:ec1::/32', 'fd00:ec3::/32'], 'instance metadata'],
])('no host lives in %s', (block, inside, outside, what) => {
  expect(inside.map((range) => checkEgressCidr(range)?.problem)).toEqual(inside.map((range) => `'${range}' overlaps ${block} (${what})`));
  expect(outside.flatMap((range) => checkEgressCidr(range) ?? [])).toEqual([]);
});
