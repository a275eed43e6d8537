/** Brings an element into view and the focus to it, and marks it until the focus goes on. */
export function pointAt(found: HTMLElement): void {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  found.scrollIntoView({ block: 'center', behavior: isCalm ? 'auto' : 'smooth' });
  found.focus({ preventScroll: true });
  found.toggleAttribute('data-pointed', true);
  found.addEventListener('blur', () => found.removeAttribute('data-pointed'), { once: true });
}
