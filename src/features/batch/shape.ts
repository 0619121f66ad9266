import type { ConsumesSpec, TaskSpec } from '../agent/spec';
import type { BatchAgentSpec } from './spec';
import { BUDGET } from '../llm/shape';
import {
  type ChoiceShape,
  choice,
  type FieldsOf,
  flag,
  json,
  listOf,
  number,
  object,
  type ObjectShape,
  optional,
  required,
  text,
} from '../../kernel/shape';
import { HOST, SIZE } from '../../resolve/shape-parts';

/** Shapes that batch agents have in common with all others. */
export interface AgentShapes {
  readonly task: ObjectShape<FieldsOf<TaskSpec>>;
  readonly consumes: ObjectShape<FieldsOf<ConsumesSpec>>;
  /** One of the words of `Dependency`. */
  readonly dependency: ChoiceShape;
}

/** A batch agent as written. */
export function batchAgentShape({ task, consumes, dependency }: AgentShapes): ObjectShape<FieldsOf<BatchAgentSpec>> {
  return object({
    image: required(text),
    ...SIZE,
    task: required(task),
    schedule: optional(text),
    timeZone: optional(text),
    overlap: optional(choice<NonNullable<BatchAgentSpec['overlap']>>({ forbid: true, replace: true })),
    startingDeadline: optional(text),
    consumes: optional(consumes),
    maxRunning: optional(number),
    perJob: optional(number),
    naksOnSigterm: optional(flag),
    interactive: optional(flag),
    retries: optional(number),
    deadline: optional(text),
    resumable: optional(flag),
    terminationGracePeriod: optional(text),
    publishes: optional(listOf(text)),
    needs: optional(listOf(dependency)),
    budget: optional(BUDGET),
    hosts: optional(listOf(HOST)),
    nodePool: optional(text),
    settings: optional(json),
  } satisfies FieldsOf<BatchAgentSpec>);
}
