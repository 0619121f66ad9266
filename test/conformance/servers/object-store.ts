import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';

/** An S3 that keeps everything in memory. */
export interface ObjectStore extends Running {
  /** What Terraform must know to take it for S3. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes a bucket in us-west-2. */
  bucket(name: string): Promise<void>;
  /** Keys of all objects of a bucket, sorted. */
  keys(bucket: string): Promise<string[]>;
}

/** Starts moto's server. */
export async function startObjectStore(folder: string): Promise<ObjectStore> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(`${url}/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  };
  const running = await startProcess({
    name: 'moto_server',
    args: ['-H', '127.0.0.1', '-p', String(port)],
    folder,
    ready: async () => (await ask('moto-api/')) !== '',
  });
  return {
    ...running,
    env: {
      ...{ AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' },
      // buckets are no host names here
      TF_CLI_ARGS_init: '-backend-config=use_path_style=true',
    },
    bucket: async (name) => {
      const location = '<CreateBucketConfiguration><LocationConstraint>us-west-2</LocationConstraint></CreateBucketConfiguration>';
      await ask(name, { method: 'PUT', body: location });
    },
    keys: async (bucket) => [...(await ask(`${bucket}?list-type=2`)).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key).sort(),
  };
}
