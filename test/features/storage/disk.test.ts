import { planDisk } from '../../../src/features/storage/disk';
import { Problems } from '../../../src/kernel/problems';

const problemsWith = (disk: string, storageClass?: string): string[] => {
  const problems = Problems.of('a');
  planDisk(problems, { disk, storageClass });
  return problems.list.map(({ place, rule, fix }) => `${place}: ${rule}; ${fix}`);
};

test('keeps the size as it is written, and counts its bytes', () => {
  expect(planDisk(Problems.of('a'), { disk: '1024Mi', storageClass: 'gp3' })).toEqual({
    size: '1024Mi',
    bytes: 2 ** 30,
    storageClass: 'gp3',
  });
  expect(planDisk(Problems.of('a'), { disk: '20Gi' }).storageClass).toBeUndefined();
});

test('takes classes with dots', () => {
  expect(problemsWith('20Gi', 'ebs.csi.aws.com')).toEqual([]);
});

test('fails without a unit and with a class that is no name, both at once', () => {
  expect(problemsWith('20', 'GP 3')).toEqual([
    `disk: quantity; write '512Mi' or '4Gi' ('m' is a thousandth of a byte, 'GB' and spaces are not known to Kubernetes)`,
    'storageClass: name; give the name of a StorageClass',
  ]);
});
