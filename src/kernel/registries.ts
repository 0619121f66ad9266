import type { Violation } from './problems';
import { shown } from './shown';

const REGISTRY = /^(?=[^/]*[.:])[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\/?$/;

/**
 * Rule `registry`: an entry that is not a registry host matches no image, or more images than were meant (our choice). An entry is a host
 * with a dot or a port, and perhaps a repository prefix, without scheme and credentials.
 */
export function checkRegistry(value: string): Violation | undefined {
  return REGISTRY.test(value)
    ? undefined
    : {
        rule: 'registry',
        problem: `must be a registry host, perhaps with a repository prefix, got ${shown(value)}`,
        fix: `write 'registry.example.com' or 'registry.example.com/team'`,
      };
}
