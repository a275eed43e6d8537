const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** On Ctrl+C both the terminal and npm send the signal: what follows this closely is no second wish. */
const SAME_WISH_MS = 500;

/** Aborts when the process is asked to end. Asked once more, it ends at once. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let askedAt = 0;
  const ask = (): void => {
    const now = performance.now();
    if (stopping.signal.aborted && now - askedAt > SAME_WISH_MS) process.exit(1);
    if (stopping.signal.aborted) return;
    askedAt = now;
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, ask);
  return stopping.signal;
}

/** Resolves when the signal has been given. */
export function stopped(stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) resolve();
    else stopping.addEventListener('abort', () => resolve(), { once: true });
  });
}
