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
  /** Listens for what may have mended something: the page is looked at again, or the network is back. @returns ends it */
  onReturn(listener: () => void): () => void;
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
  onReturn: (listener) => {
    const ends = [
      ...['focus', 'online', 'pageshow'].map((name) => listen(window, name, listener)),
      listen(document, 'visibilitychange', listener),
    ];
    return () => {
      for (const end of ends) end();
    };
  },
};

function listen(target: EventTarget, name: string, listener: () => void): () => void {
  target.addEventListener(name, listener);
  return () => target.removeEventListener(name, listener);
}
