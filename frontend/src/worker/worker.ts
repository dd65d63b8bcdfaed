// Opens the app without a connection. It keeps the files of one build, which are anybody's to read, and
// never an answer of the API: see docs/adr/0009-without-a-connection.md.
declare const self: ServiceWorkerGlobalScope;

/** The build puts its own files here: see scripts/shell.ts. */
declare const __SHELL__: { page: string; files: string[] };

const shell = __SHELL__;
const beginning = 'laurel.shell.';
const name = beginning + shell.page;
const page = '/index.html';

/** How long a page waits for the server before it opens with what is here, in milliseconds. */
const patience = 3000;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || isProgram(pathname)) return;
  if (request.mode === 'navigate') {
    if (!/\.\w+$/.test(pathname) || pathname === page) event.respondWith(openPage(request));
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(file(request));
  } else if (shell.files.includes(pathname)) {
    event.respondWith(file(request));
  }
});

/** What belongs to programs and never to the web app, as the server sees it. */
function isProgram(path: string): boolean {
  return /^\/(api|scim|healthz|readyz|metrics)(\/|$)/.test(path);
}

/** All or nothing: a worker whose build is no longer the server's is not installed. */
async function install(): Promise<void> {
  const cache = await caches.open(name);
  try {
    // What does not change its name may lie in the browser's own cache in an older form.
    await cache.addAll(shell.files.map((path) => new Request(path, path.startsWith('/assets/') ? {} : { cache: 'no-cache' })));
    const kept = await cache.match(page, { ignoreVary: true });
    if (!kept || (await hashOf(kept)) !== shell.page) throw new Error('another build answers');
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  await self.skipWaiting();
}

async function hashOf(response: Response): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Takes over at once. The files of the build before stay for the tabs that are open still. */
async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((other) => other.startsWith(beginning) && other !== name);
  await Promise.all(others.slice(0, -1).map((other) => caches.delete(other)));
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage({ files: shell.files });
}

/** The page as the server has it now; where it does not answer, or not soon, the page that is here. */
async function openPage(request: Request): Promise<Response> {
  const answer = fetch(request).then((response) => (response.status < 500 ? response : Promise.reject(new Error(String(response.status)))));
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), patience));
  try {
    return await Promise.race([answer, late]);
  } catch {
    const cache = await caches.open(name);
    return (await cache.match(page, { ignoreVary: true })) ?? answer;
  }
}

/** Of this build, or of the one before: a name that changes with its content is never wrong. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const kept = (await cache.match(request, { ignoreVary: true })) ?? (await caches.match(request, { ignoreVary: true }));
  return kept ?? fetch(request);
}

export {};
