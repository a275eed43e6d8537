/** The server's clock, by which all who share a store tell ages: theirs may be hours apart. */
export class ServerClock {
  readonly #local: () => number;
  #ahead = 0;

  /** @param local Unix milliseconds */
  constructor(local: () => number) {
    this.#local = local;
  }

  /** Unix milliseconds of the server; of this machine as long as the server was never heard. */
  readonly now = (): number => this.#local() + this.#ahead;

  /** @param server what it said, Unix milliseconds. @param asked by `local`, before the question */
  heard(server: number, asked: number): void {
    if (!Number.isFinite(server)) return;
    // It was said somewhere between question and answer.
    this.#ahead = server - (asked + this.#local()) / 2;
  }

  /** By the machine's own clock, to be given to `heard`. */
  get asking(): number {
    return this.#local();
  }
}
