import { LLM_TOKEN_NAME, TOKEN_AUDIENCE } from '../../src/features/llm/caller';
import type { Volume } from '../kinds/core';
import { SECRET_MODE } from '../kinds/pod-security';

/** A source of projected tokens. https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#serviceaccount-token-volume-projection */
export interface TokenSource extends Omit<Volume, 'name'> {
  readonly projected: {
    readonly defaultMode: number;
    readonly sources: readonly {
      readonly serviceAccountToken: { readonly audience: string; readonly expirationSeconds: number; readonly path: string };
    }[];
  };
}

/** The kubelet renews a token at 80 % of its life; the agent must read the file again, which it does for each request or each minute. */
const LIFE_S = 3600;

/** The token by which an agent proves to the gateway who it is. No secret is distributed: the kubelet asks the API server for it. */
export const LLM_TOKEN_SOURCE: TokenSource = {
  projected: {
    defaultMode: SECRET_MODE,
    sources: [{ serviceAccountToken: { audience: TOKEN_AUDIENCE, expirationSeconds: LIFE_S, path: LLM_TOKEN_NAME } }],
  },
};
