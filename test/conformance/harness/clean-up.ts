/**
 * What a test has started, stopped in the opposite order.
 *
 * A set-up that fails half way leaves just what was started until then; a socket or a process left behind would keep the run from ending.
 */
export class CleanUp {
  private readonly steps: (() => Promise<void> | void)[] = [];

  /** Remembers how something is stopped and hands it on. */
  public add<T extends { stop(): Promise<void> }>(started: T): T {
    this.then(() => started.stop());
    return started;
  }

  public then(step: () => Promise<void> | void): void {
    this.steps.push(step);
  }

  /** Stops everything, whatever fails on the way. @throws the first failure */
  public async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
