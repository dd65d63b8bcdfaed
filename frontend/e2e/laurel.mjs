// A Laurel of its own for a test: the built binary, a folder that is thrown away, the demo organisation.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = process.env.LAUREL_TEST_BINARY ?? fileURLToPath(new URL('../../bin/laurel', import.meta.url));
const readyWithin = 120_000; // on a loaded machine
const stopWithin = 60_000;

export const password = 'demo-password-of-the-tests';

/** Everybody whom the tests sign in as. */
export const people = {
  admin: 'admin@demo.example',
  owner: 'owner@demo.example',
  maria: 'maria@demo.example',
  ivan: 'ivan@demo.example',
  olga: 'olga@demo.example',
};

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts a Laurel with some settings of its own; `stop` ends it by SIGTERM and gives its exit code, `start` begins it
 * again on the same folder and address.
 */
export async function startLaurel(settings = {}) {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'laurel-e2e-'));
  const address = `127.0.0.1:${await freePort()}`;
  let child = null;
  const laurel = { url: `http://${address}`, folder, pid: () => child?.pid, start, stop, remove };

  async function start() {
    child = spawn(binary, ['serve'], {
      cwd: folder,
      env: {
        ...process.env,
        LAUREL_ADDR: address,
        LAUREL_DATA_DIR: join(folder, 'data'),
        LAUREL_DEMO_PASSWORD: password,
        DATABASE_URL: '',
        REDIS_URL: '',
        LAUREL_PUBLIC_URL: '',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await isReady(child);
  }

  async function stop() {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithin); // it hangs: the code is then null
    const [code] = await ended;
    clearTimeout(timer);
    return code;
  }

  async function remove() {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return laurel;
}

/** `laurel admin create` beside the server, on the same data folder: an administrator with the password of the tests. */
export async function createAdmin(laurel, email, name) {
  const child = spawn(binary, ['admin', 'create', '--email', email, '--name', name], {
    env: { ...process.env, LAUREL_DATA_DIR: join(laurel.folder, 'data'), DATABASE_URL: '', REDIS_URL: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  child.stdin.end(`${password}\n`);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`laurel admin create: ${said}`);
}

/** `laurel leaderboards rebuild` beside the server: the boards then hold what came into the database past it. */
export function rebuildBoards(laurel) {
  const env = { ...process.env, LAUREL_DATA_DIR: join(laurel.folder, 'data'), DATABASE_URL: '', REDIS_URL: '' };
  execFileSync(binary, ['leaderboards', 'rebuild'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function isReady(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    let log = '';
    const timer = setTimeout(() => fail(`not ready within ${readyWithin / 1000} s`), readyWithin);
    const fail = (why) => {
      clearTimeout(timer);
      reject(new Error(`laurel serve: ${why}\n${log.slice(-4000)}`));
    };
    child.stderr.setEncoding('utf8').on('data', (text) => {
      log = (log + text).slice(-8000);
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (!/laurel ready on http:\/\//.test(said)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}
