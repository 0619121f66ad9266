const ENDING = ['SIGINT', 'SIGTERM'] as const;

type Ending = (typeof ENDING)[number];

/**
 * Remembers that the process was asked to end, so that work can stop at a place where nothing is half done.
 *
 * Node runs signal handlers only between turns of the event loop, so long work must give way to it.
 */
export class Signals {
  /** Starts listening. */
  public static watch(): Signals {
    return new Signals();
  }

  private first: Ending | undefined;

  private readonly remember = (signal: NodeJS.Signals): void => {
    this.first ??= ENDING.find((known) => known === signal);
  };

  private constructor() {
    for (const signal of ENDING) process.on(signal, this.remember);
  }

  /** The first signal that came. */
  public get received(): NodeJS.Signals | undefined {
    return this.first;
  }

  /** Ends the work if a signal has come. */
  public throwIfReceived(): void {
    if (this.first !== undefined) throw new Error(`stopped by ${this.first}`);
  }

  /** Stops listening, and lets a signal that came do what it does without us. Call it when everything is cleaned up. */
  public release(): void {
    for (const signal of ENDING) process.removeListener(signal, this.remember);
    if (this.first !== undefined) process.kill(process.pid, this.first);
  }
}
