const EVERY_MS = 50;

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Asks until there is an answer; an error of the probe counts as none yet.
 *
 * @param what what is waited for, to be read after "waited for"
 * @throws after `timeoutMs`, with `what` and the last error
 */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      const because = last === undefined ? '' : `; at last: ${last instanceof Error ? last.message : JSON.stringify(last)}`;
      throw new Error(`waited ${timeoutMs} ms for ${what}${because}`, { cause: last });
    }
    await pause();
  }
}

/** One round of a poll. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
