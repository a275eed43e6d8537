/** What the user should know about the file of the unlocks. */
export class UnlockNotices {
  readonly #look: () => Promise<string | null>;
  /** That happened to it: it was found damaged and set aside. */
  #happened: string | null = null;
  /** That is wrong with it until somebody mends it: it cannot be read. */
  #wrong: string | null = null;

  /** @param look tells what there is to know of the file as it is now */
  constructor(look: () => Promise<string | null>) {
    this.#look = look;
  }

  get text(): string | null {
    return this.#happened ?? this.#wrong;
  }

  /** When the file is loaded. */
  async found(notice: string | null): Promise<void> {
    if (notice === null) return;
    // What a second look does not find any more has happened, and is not going to be mended.
    this.#wrong = await this.#look();
    if (this.#wrong !== notice) this.#happened = notice;
  }

  saved(notice: string | null): void {
    this.#happened = notice ?? this.#happened;
  }

  /** Somebody may have mended it. */
  async lookAgain(): Promise<void> {
    if (this.#wrong !== null) this.#wrong = await this.#look();
  }

  forget(): void {
    this.#happened = null;
    this.#wrong = null;
  }
}
