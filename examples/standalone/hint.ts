/** Something the user can put right; the message says how. It is shown without a stack. */
export class Hint extends Error {
  override readonly name = 'Hint';
}
