import { checkAppendOnlyFits } from '../../../src/features/store/disk';
import type { Violation } from '../../../src/kernel/problems';

const MI = 2 ** 20;
const GI = 2 ** 30;
const text = (found: Violation | undefined) => found && `${found.rule}: ${found.problem}; ${found.fix}`;

test.each([
  [3 * GI, undefined],
  [
    3 * GI - MI,
    'memory-disk: the append-only file may take 3 × maxmemory 1Gi = 3Gi while it is rewritten, but the volume has 3071Mi; enlarge the volume to 3Gi, or lower maxmemory',
  ],
])('an append-only file on a volume of %s', (disk, expected) => {
  expect(text(checkAppendOnlyFits(GI, disk))).toBe(expected);
});
