/** What the user should know about the files of a state directory. */
export class FileNotices {
  readonly #look: () => Promise<string | null>;
  /** One was found damaged and set aside, say. */
  #happened: string | null = null;
  /** One cannot be read, say: until somebody mends it. */
  #wrong: string | null = null;

  /** @param look tells what is wrong now: what it does not find any more has happened, and is not going to be mended */
  constructor(look: () => Promise<string | null>) {
    this.#look = look;
  }

  get text(): string | null {
    return this.#happened ?? this.#wrong;
  }

  /** At the first look. */
  async found(notice: string | null): Promise<void> {
    if (notice === null) return;
    this.#wrong = await this.#look();
    if (this.#wrong !== notice) this.#happened = notice;
  }

  /** Whether what was wrong still is. */
  async lookAgain(): Promise<void> {
    if (this.#wrong !== null) this.#wrong = await this.#look();
  }

  happened(notice: string | null): void {
    this.#happened = notice ?? this.#happened;
  }

  forget(): void {
    this.#happened = null;
    this.#wrong = null;
  }
}
