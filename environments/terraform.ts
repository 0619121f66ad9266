/** Front door `./terraform`: node groups of an environment as Terraform JSON. Needs `cdktf` and `@cdktf/provider-aws`. */
export { renderInfrastructure } from './infrastructure';
export type { ResolvedEnvironment, ResolvedNodePool } from '../src/model/resolved';
export type { Files } from '../src/render/files';
