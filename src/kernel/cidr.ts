import ipaddr from 'ipaddr.js';
import type { Violation } from './problems';
import { shown } from './shown';

/** Ranges no external dependency lives in: loopback, link-local (instance metadata), multicast, unspecified. */
const NEVER: readonly (readonly [string, string])[] = [
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local, where instance metadata lives'],
  ['224.0.0.0/4', 'multicast'],
  ['0.0.0.0/8', 'unspecified'],
  ['::1/128', 'loopback'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
  ['fd00:ec2::/32', 'instance metadata'],
];

interface Range {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** Whether text is an address of either version, as an API server takes it: without leading zeros. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? !/(^|\.)0\d/.test(text) : ipaddr.IPv6.isValid(text);
}

/** Whether text is a range of addresses, as an API server takes it: bits beyond the prefix may be set. */
export function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  return (
    rest.length === 0 && isAddress(address) && /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (address.includes(':') ? 128 : 32)
  );
}

/** The range of `10.0.0.0/16`; `undefined` unless it is canonical: no leading zeros, no host bits, not IPv4 inside IPv6. */
function parseCidr(text: string): Range | undefined {
  if (!/^[0-9a-f.:]+\/(0|[1-9]\d{0,2})$/.test(text)) return undefined;
  try {
    const [address, prefix] = ipaddr.parseCIDR(text);
    const v4 = address.kind() === 'ipv4';
    if (v4 && !/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})\//.test(text)) return undefined;
    if (!v4 && (address as ipaddr.IPv6).isIPv4MappedAddress()) return undefined;
    const bytes = address.toByteArray();
    return bytes.every((byte, index) => (byte & hostMask(prefix - index * 8)) === 0) ? { bytes, prefix } : undefined;
  } catch {
    return undefined; // ipaddr.js throws on what is no address: that is the answer, not a failure
  }
}

/** Whether two ranges share an address; never true across IP versions. */
function cidrsOverlap(a: string, b: string): boolean {
  const [x, y] = [parseCidr(a), parseCidr(b)];
  if (x === undefined || y === undefined || x.bytes.length !== y.bytes.length) return false;
  const prefix = Math.min(x.prefix, y.prefix);
  return x.bytes.every((byte, index) => {
    const mask = 255 & ~hostMask(prefix - index * 8);
    return (byte & mask) === ((y.bytes[index] ?? 0) & mask);
  });
}

/**
 * Rule `cidr`: a malformed range is refused, and a range that is too wide or overlaps the cluster opens what the policy is to close. The
 * range has no host bits, lies outside an agent's own host and network, and is never the whole internet.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function checkEgressCidr(value: string): Violation | undefined {
  const range = parseCidr(value);
  if (range === undefined) {
    return {
      rule: 'cidr',
      problem: `must be a CIDR without host bits, leading zeros or IPv4-mapped addresses, got ${shown(value)}`,
      fix: `write the network address, such as '203.0.113.0/24'`,
    };
  }
  if (range.prefix === 0) {
    return {
      rule: 'cidr',
      problem: `${shown(value)} is every address there is`,
      fix: 'name the ranges that the host really has, or go through an egress proxy',
    };
  }
  const hit = NEVER.find(([cidr]) => cidrsOverlap(value, cidr));
  return hit === undefined
    ? undefined
    : { rule: 'cidr', problem: `${shown(value)} overlaps ${hit[0]} (${hit[1]})`, fix: 'name a range outside it' };
}

/** Mask of the host bits in a byte of which `bits` bits (may be negative or above 8) belong to the network. */
function hostMask(bits: number): number {
  return 255 >> Math.min(8, Math.max(0, bits));
}
