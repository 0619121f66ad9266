import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** redis-py, as tests install it. */
const REDIS_PY = 'redis==8.1.0';

/** Time for one step: making an environment, or fetching the package. */
const TIMEOUT_MS = 60_000;

/** A Python that has redis-py: the machine's own, else one made in the folder; a text says why there is none. */
export function pythonWithRedis(folder: string): { readonly python: string } | { readonly lacks: string } {
  const own = process.env['PYTHON'] ?? 'python3';
  if (runs(own, '-c', 'import redis')) return { python: own };
  const python = join(folder, 'venv', 'bin', 'python');
  if (!runs(own, '-m', 'venv', join(folder, 'venv'))) return { lacks: 'python3 with venv' };
  if (!runs(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', REDIS_PY)) return { lacks: `${REDIS_PY} from PyPI` };
  return { python };
}

function runs(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}
