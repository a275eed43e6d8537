/** Blocks whose records cannot be read any more: their sessions are not known, whatever was thought before. */
export class DamagedBlocks extends Error {
  readonly keys: ReadonlySet<string>;

  constructor(keys: ReadonlySet<string>) {
    super('Blocks of the checkpoint cannot be read.');
    this.keys = keys;
  }
}
