/** One stop for the Tab key in a row of buttons; arrows, Home and End go from one to the next. */

/** Each stands once, and above the cards: a search for it ends there. */
const ROWS = ['.days', '.shelves', '.categories'];

/** Makes one button of each row a stop, where none or several are: buttons come and go. */
export function keepOneStop(root: ParentNode): void {
  for (const selector of ROWS) {
    const row = root.querySelector<HTMLElement>(selector);
    if (row === null) continue;
    const buttons = buttonsOf(row);
    const stops = buttons.filter(({ tabIndex }) => tabIndex === 0);
    if (stops.length !== 1) settle(buttons, stops.length === 0 ? buttons[0] : (chosen(buttons) ?? stops[0]));
  }
}

/** Where the arrow keys lead from the button that has the focus. */
export function rove(event: KeyboardEvent): void {
  const { currentTarget: row, target, key } = event;
  if (!(row instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  const buttons = buttonsOf(row);
  const here = buttons.findIndex((button) => button.contains(target));
  const next = buttons[placeOf(key, here, buttons.length, getComputedStyle(row).direction === 'rtl')];
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  settle(buttons, next);
  next.focus();
}

/** @returns -1 where the key does not lead anywhere */
export function placeOf(key: string, here: number, count: number, isRtl: boolean): number {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const onward = key === 'ArrowDown' || key === (isRtl ? 'ArrowLeft' : 'ArrowRight');
  if (onward) return Math.min(count - 1, here + 1);
  const back = key === 'ArrowUp' || key === (isRtl ? 'ArrowRight' : 'ArrowLeft');
  return back ? Math.max(0, here - 1) : -1;
}

function settle(buttons: readonly HTMLElement[], stop: HTMLElement | undefined): void {
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
}

function chosen(buttons: readonly HTMLElement[]): HTMLElement | undefined {
  return buttons.find((button) => button.ariaPressed === 'true');
}

function buttonsOf(row: HTMLElement): readonly HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('button')];
}
