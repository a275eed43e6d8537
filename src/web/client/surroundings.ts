/** What a client needs of the browser. */
export interface Surroundings {
  fetch(url: URL, init: RequestInit): Promise<Response>;
  /** Unix milliseconds. */
  now(): number;
  /** @returns calls it off */
  after(milliseconds: number, run: () => void): () => void;
  /** Whether nobody can see the page. */
  isHidden(): boolean;
  /** Listens for the page being hidden or shown. @returns ends it */
  onVisibility(listener: () => void): () => void;
  /** Listens for the network coming back. @returns ends it */
  onOnline(listener: () => void): () => void;
}

export const BROWSER: Surroundings = {
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.hidden,
  onVisibility: (listener) => listen(document, 'visibilitychange', listener),
  onOnline: (listener) => listen(window, 'online', listener),
};

function listen(target: EventTarget, name: string, listener: () => void): () => void {
  target.addEventListener(name, listener);
  return () => target.removeEventListener(name, listener);
}
