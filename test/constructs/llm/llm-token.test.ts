import { LLM_TOKEN_SOURCE } from '../../../constructs/llm/llm-token';
import { planMounts } from '../../../src/features/agent/mounts';
import { LLM_TOKEN_FILE } from '../../../src/features/llm/caller';
import { Problems } from '../../../src/kernel/problems';
import { of, rendered } from './llm-gateway-fixture';

test('the mounted token is for the audience that the gateway asks for, and stands where the agent’s file says', () => {
  const { jwt } = of('SecurityPolicy', rendered()).spec as { jwt: { providers: { audiences: string[] }[] } };
  const tokens = LLM_TOKEN_SOURCE.projected.sources.map(({ serviceAccountToken }) => serviceAccountToken);
  expect(jwt.providers.map(({ audiences }) => audiences)).toEqual([tokens.map(({ audience }) => audience)]);
  const mounts = planMounts(Problems.of(''), { needs: ['llm-gateway'] }).filter(({ source }) => source.kind === 'llm-token');
  expect(mounts.flatMap(({ path }) => tokens.map((token) => `${path}/${token.path}`))).toEqual([LLM_TOKEN_FILE]);
  expect(mounts).toMatchObject([{ readOnly: true }]);
});
