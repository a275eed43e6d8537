/** What the user should know about the files of a state directory. */
export class FileNotices {
  /** One was found damaged and set aside, say. */
  #happened: string | null = null;
  /** One cannot be read, say: until somebody mends it. */
  #wrong: string | null = null;

  get text(): string | null {
    return this.#happened ?? this.#wrong;
  }

  /** @param again a second look: what it does not find any more has happened, and is not going to be mended */
  async found(notice: string | null, again: () => Promise<string | null>): Promise<void> {
    if (notice === null) return;
    this.#wrong = await again();
    if (this.#wrong !== notice) this.#happened = notice;
  }

  /** Whether what was wrong still is. */
  async lookAgain(again: () => Promise<string | null>): Promise<void> {
    if (this.#wrong !== null) this.#wrong = await again();
  }

  happened(notice: string | null): void {
    this.#happened = notice ?? this.#happened;
  }

  forget(): void {
    this.#happened = null;
    this.#wrong = null;
  }
}
