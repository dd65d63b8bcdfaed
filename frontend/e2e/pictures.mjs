// Makes the pictures of the guides (docs/using.md, docs/administering.md, docs/imports.md): `make pictures`. It walks
// through the demo organisation as who does each thing, and fails where a screen is not as the guides say. Times and
// the colours of people change from run to run, so the pictures are made anew when screens change.
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdmin, startLaurel } from './laurel.mjs';
import { asPerson, launch } from './person.mjs';
import { administering } from './pictures/administering.mjs';
import { cameraFor } from './pictures/camera.mjs';
import { importing } from './pictures/importing.mjs';
import { setTheStage } from './pictures/stage.mjs';
import { using } from './pictures/using.mjs';
import { openPostOffice } from './post-office.mjs';
import { slackReceiver } from './receivers.mjs';

const folder = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
const first = 'anna@orchard.example';

/** What is to be stopped in the end, the last begun first. */
const begun = [];
async function begin(started, stop) {
  const one = await started;
  begun.unshift(() => stop(one));
  return one;
}

// They are replaced when all of them could be taken.
await mkdir(folder, { recursive: true });
const fresh = await begin(mkdtemp(`${folder}-`), (path) => rm(path, { recursive: true, force: true }));
try {
  const office = await begin(openPostOffice(), (one) => one.close());
  const channel = await begin(slackReceiver(), (one) => one.close());
  const laurel = await begin(startLaurel({ ...office.settings, LAUREL_WEBHOOK_ALLOW: '127.0.0.0/8' }), (one) => one.remove());
  const empty = await begin(startLaurel({ LAUREL_DEMO: 'never' }), (one) => one.remove());
  const browser = await begin(launch(), (one) => one.close());
  await createAdmin(empty, first, 'Anna Admin');

  const camera = cameraFor(fresh);
  // Where one is signed in, the browser of a reader is told, not that of the tests.
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
  const asOf = (where) => (email, look, run) =>
    asPerson(browser, where.url, email, { viewport: { width: 1180, height: 800 }, scale: 1.5, userAgent, ...look }, async (person) => {
      await run(person);
      person.assertQuiet(...(look.except ?? []));
    });
  const studio = { take: camera.take, as: asOf(laurel), ...(await setTheStage(laurel, channel)) };
  await using(studio);
  await administering({ ...studio, asFirst: asOf(empty), first });
  await importing(studio);

  for (const name of await readdir(folder)) await rm(join(folder, name));
  for (const name of await readdir(fresh)) await rename(join(fresh, name), join(folder, name));
  console.log(`${camera.taken.length} pictures in docs/pictures`);
} finally {
  for (const stop of begun) await stop();
}
