import type { Problem } from '../../kernel/problems';
import { byText } from '../../kernel/order';
import type { Finding } from '../inventory/finding';
import { type Inventory, objectPlace, type RenderedObject } from '../inventory/inventory';
import type { CrdSchemas } from '../schemas/crd-schema';
import { type FieldTable, fieldTable, newerFieldTable } from '../schemas/field-table';
import { validateStrict } from '../schemas/strict';

/** What to do where a rule of `validateStrict` found something. */
const FIXES: Readonly<Record<string, string>> = {
  'unknown-field': 'correct the name of the field, or leave it out',
  'missing-field': 'write the field',
  'server-field': 'leave it out: the server writes it',
};

/** What no schema was there for. */
export interface UncheckedKind {
  /** `<apiVersion> <kind>`. */
  readonly kind: string;
  /** How many objects of it there are. */
  readonly objects: number;
}

/** What the schemas say of the objects of an App, one after the other. */
export class StrictCheck {
  private readonly counts = new Map<string, number>();

  private readonly core: FieldTable;
  private readonly newer: FieldTable | undefined;

  /**
   * @param kubernetes minor of the cluster
   * @param custom schemas of custom resources
   */
  constructor(
    kubernetes: string,
    private readonly custom?: CrdSchemas,
  ) {
    this.core = fieldTable(kubernetes);
    this.newer = newerFieldTable(kubernetes);
  }

  /**
   * Everything for which an API server would refuse an object, by the rules of `validateStrict`.
   *
   * @returns every problem, in the order of the objects
   */
  public problemsOf(app: Inventory): Problem[] {
    return app.all.flatMap((object) =>
      this.findings(object).flatMap(({ place, rule, problem }) => {
        if (rule === 'unchecked-kind') {
          const kind = `${object.apiVersion} ${object.kind}`;
          this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
          return [];
        }
        const fix = FIXES[rule] ?? `write what Kubernetes ${this.core.kubernetes} takes`;
        return [{ place: objectPlace(object, place), rule, problem, fix, source: object.source }];
      }),
    );
  }

  /** What nothing was known of, by kind, sorted: it was not checked, which is not the same as right. */
  public get unchecked(): UncheckedKind[] {
    return [...this.counts].map(([kind, objects]) => ({ kind, objects })).sort((a, b) => byText(a.kind, b.kind));
  }

  private findings({ document }: RenderedObject): Finding[] {
    const found = validateStrict(document, { core: this.core, ...(this.custom !== undefined && { custom: this.custom }) });
    if (this.newer === undefined || !found.some(({ rule }) => rule === 'unknown-field')) return found;
    // a field may have come between the two releases
    const unknown = new Set(
      validateStrict(document, { core: this.newer }).flatMap(({ place, rule }) => (rule === 'unknown-field' ? place : [])),
    );
    return found.filter(({ place, rule }) => rule !== 'unknown-field' || unknown.has(place));
  }
}
