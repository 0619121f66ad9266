import { LLM_TOKEN_MOUNT, LLM_TOKEN_VOLUME } from '../../../constructs/llm/llm-token';
import { LLM_TOKEN_FILE } from '../../../src/features/llm/caller';
import { of, rendered } from './llm-gateway-fixture';

test('the mounted token is for the audience that the gateway asks for, and stands where the agent’s file says', () => {
  const { jwt } = of('SecurityPolicy', rendered()).spec as { jwt: { providers: { audiences: string[] }[] } };
  const tokens = LLM_TOKEN_VOLUME.projected.sources.map(({ serviceAccountToken }) => serviceAccountToken);
  expect(jwt.providers.map(({ audiences }) => audiences)).toEqual([tokens.map(({ audience }) => audience)]);
  expect(tokens.map(({ path }) => `${LLM_TOKEN_MOUNT.mountPath}/${path}`)).toEqual([LLM_TOKEN_FILE]);
  expect(LLM_TOKEN_MOUNT).toMatchObject({ name: LLM_TOKEN_VOLUME.name, readOnly: true });
});
