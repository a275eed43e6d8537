/** Returns what has `run` called while nothing else is to be done, in a frame of its own; asked again before that, once. */
export function onceIdle(run: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    whenIdle(() =>
      requestAnimationFrame(() => {
        isWaiting = false;
        run();
      }),
    );
  };
}

/** Safari has no word for it. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run);
  else setTimeout(run, 100);
}
