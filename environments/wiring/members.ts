import { MEMBER_HEADER } from '../../src/features/llm/caller';
import type { Dependency } from '../../src/features/services/places';

/** What agents of a pool read of its members: who they are, and the header in which a call to the LLM gateway names the one it is made for. */
export function memberSettings(members: readonly string[] | undefined, needs: readonly Dependency[]): Readonly<Record<string, unknown>> {
  if (members === undefined) return {};
  return { members: [...members], ...(needs.includes('llm-gateway') && { memberHeader: MEMBER_HEADER }) };
}
