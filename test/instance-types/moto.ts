import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What AWS says of one instance type (`aws ec2 describe-instance-types`), as far as it is read. */
interface Described {
  /** Absent of bare metal. */
  readonly Hypervisor?: string;
  readonly VCpuInfo: { readonly DefaultVCpus: number };
  readonly MemoryInfo: { readonly SizeInMiB: number };
  readonly ProcessorInfo: { readonly SupportedArchitectures: readonly string[] };
  readonly GpuInfo?: { readonly Gpus: readonly { readonly Manufacturer: string; readonly Count: number }[] };
  readonly NeuronInfo?: object;
  readonly NetworkInfo: {
    readonly Ipv4AddressesPerInterface: number;
    readonly DefaultNetworkCardIndex?: number;
    readonly NetworkCards: readonly { readonly MaximumNetworkInterfaces: number }[];
  };
}

/** The answers of AWS that moto (https://github.com/getmoto/moto, Apache-2.0) carries, and its version; `undefined` if it is not installed. */
export function motoTypes(): { readonly version: string; readonly types: Readonly<Record<string, Described>> } | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', 'import moto; print(moto.__file__); print(moto.__version__)'], {
    encoding: 'utf8',
  });
  const [file, version] = status === 0 ? stdout.trim().split('\n') : [];
  if (file === undefined || version === undefined) return undefined;
  const data = readFileSync(join(file, '..', 'ec2', 'resources', 'instance_types.json.gz'));
  return { version, types: JSON.parse(gunzipSync(data).toString('utf8')) as Record<string, Described> };
}

/** One line for each family on Nitro or bare metal that runs Linux: its accelerator and architecture, then its sizes. */
export function tableOf(types: Readonly<Record<string, Described>>): string[] {
  const families = new Map<string, string[]>();
  for (const [name, type] of Object.entries(types)) {
    const architecture = ['x86_64', 'arm64'].find((one) => type.ProcessorInfo.SupportedArchitectures.includes(one));
    if (architecture === undefined || type.Hypervisor === 'xen') continue;
    const [family = '', size = ''] = name.split('.');
    const gpus = type.GpuInfo?.Gpus.filter(({ Manufacturer }) => Manufacturer === 'NVIDIA').reduce((sum, { Count }) => sum + Count, 0) ?? 0;
    const kind = `${gpus > 0 ? ' nvidia' : type.NeuronInfo === undefined ? '' : ' neuron'}${architecture === 'arm64' ? ' arm64' : ''}`;
    const { Ipv4AddressesPerInterface: addresses, DefaultNetworkCardIndex: card = 0, NetworkCards: cards } = type.NetworkInfo;
    const pods = (cards[card]?.MaximumNetworkInterfaces ?? 0) * (addresses - 1) + 2;
    const words = [size, type.VCpuInfo.DefaultVCpus, type.MemoryInfo.SizeInMiB / 1024, pods, ...(gpus > 0 ? [gpus] : [])];
    const key = `${family}${kind}`;
    families.set(key, [...(families.get(key) ?? []), words.join(' ')]);
  }
  const vcpus = (size: string): number => Number(size.split(' ')[1]);
  return [...families]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([family, sizes]) => [family, ...sizes.sort((a, b) => vcpus(a) - vcpus(b) || (a < b ? -1 : 1))].join(', '));
}
