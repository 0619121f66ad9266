import { checkMetrics, readByMetricCheck } from '../../src/judges/checks/metrics';
import type { Problem } from '../../src/kernel/problems';
import { Inventory } from '../../src/judges/inventory/inventory';
import { BUS_SERVICE } from '../../src/features/bus/service';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { Judge } from './judge';

/** The closure of metrics over an environment: an environment that asks for a series that no exporter serves gets nothing written; see `checkMetrics`. */
export class MetricClosure implements Judge {
  private readonly inventory = new Inventory({ keeps: readByMetricCheck });

  constructor(private readonly environment: Pick<EnvironmentPlan, 'natsMetricPrefix' | 'observability' | 'services' | 'callers'>) {}

  public see(app: Inventory): void {
    for (const object of app.all) this.inventory.take(object);
  }

  public problems(): readonly Problem[] {
    const { natsMetricPrefix, observability, services, callers } = this.environment;
    const { monitoring: prometheus, keda } = callers;
    const busOutside = services?.external.some(({ need }) => need === BUS_SERVICE.need) === true;
    return checkMetrics(this.inventory, {
      given: observability.given,
      further: observability.furtherMetrics,
      natsMetricPrefix,
      busOutside,
      prometheus,
      keda,
    });
  }
}
