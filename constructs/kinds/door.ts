import type { IConstruct } from 'constructs';
import { Problems } from '../../src/kernel/problems';
import { readStruct, type StructTables } from '../../src/kernel/structs';
import { isPlanned } from './planned';
import { STRUCTS, THINGS } from './props-table';

const TABLES: StructTables = { structs: STRUCTS, things: THINGS };

/**
 * Props as they were written, checked against the keys and types that they are declared with: plain JavaScript, a spread and other languages
 * bring what no compiler has seen. Values are copied, so that nothing changes between the check and its use; what stands for a plan is handed on.
 *
 * @param at where they stand below the scope
 * @throws InvalidInputError with every key that is missing or unknown, and every value of a wrong type.
 */
export function written<P extends object>(scope: IConstruct | string, type: string, props: P, at = ''): P {
  if (isPlanned(props)) return props;
  const problems = Problems.of(typeof scope === 'string' ? scope : scope.node.path);
  const copy = readStruct(props, type, TABLES, problems.at(at));
  problems.throwIfAny();
  return copy as P;
}
