/** The tab of an older build than the server's: what it loads next may not be there any more. */
let old = false;
const listeners = new Set<() => void>();

export function isOld(): boolean {
  return old;
}

export function onOld(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether what this page is made of is no part of a build. */
function differs(files: readonly string[]): boolean {
  const own = document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>('link[href^="/assets/"], script[src^="/assets/"]');
  return Array.from(own).some((element) => !files.includes(element.getAttribute('href') ?? element.getAttribute('src') ?? ''));
}

/** Lets the app open without a connection, once what the first screen needs is here. */
export function startWorker(): void {
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker; // missing on plain http
  if (!import.meta.env.PROD || !workers) return;
  workers.addEventListener('message', ({ data }: MessageEvent<{ files: string[] }>) => {
    if (old || !differs(data.files)) return;
    old = true;
    listeners.forEach((tell) => tell());
  });
  const register = () => void workers.register('/worker.js', { updateViaCache: 'none' }).catch(() => undefined); // then there is none
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register);
}

/** Looks for a newer build: a server that was away may have come back as one. */
export function lookForUpdate(): void {
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  workers
    ?.getRegistration()
    .then((registration) => registration?.update())
    .catch(() => undefined); // then the browser looks by itself, with the next page
}

const loadedKey = 'laurel.loaded';
const notAgainWithin = 10_000;

/** A part of the app that is gone, since the server has another build now, comes with a new page; what was typed is kept. */
export function loadAnewWhenGone(): void {
  window.addEventListener('vite:preloadError', () => {
    try {
      if (Date.now() - Number(sessionStorage.getItem(loadedKey)) < notAgainWithin) return;
      sessionStorage.setItem(loadedKey, String(Date.now()));
    } catch {
      return; // without a memory it might never end
    }
    if (navigator.onLine) window.location.reload();
  });
}
