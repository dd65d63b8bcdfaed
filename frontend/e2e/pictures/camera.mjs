// Takes pictures of what stands on a screen: when it has come to rest, cropped to what a text speaks of,
// written as WebP, which Chromium makes itself.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loaded } from '../screen.mjs';

const quality = 68; // of 100: text is sharp, and all pictures together stay small
const around = 12; // pixels of what stands around a part

/** A camera that writes into a folder; `taken` are the names of its pictures. */
export function cameraFor(folder) {
  const taken = [];
  /** The whole screen, or the parts `of` it; of a long part no more than `most` pixels from its top. */
  async function take(page, name, { of = [], most = Infinity, margin = around } = {}) {
    await atRest(page);
    const parts = [of].flat();
    const screen = page.viewportSize();
    let box = { x: 0, y: 0, ...screen };
    if (parts.length > 0) {
      // A screen that is tall enough has all of them at once.
      const before = await union(page, parts);
      if (before.height > screen.height) await page.setViewportSize({ width: screen.width, height: Math.ceil(before.height + 4 * margin) });
      await parts[0].first().scrollIntoViewIfNeeded();
      await atRest(page);
      box = grown(await union(page, parts), margin, most, page.viewportSize());
    }
    await writeFile(join(folder, `${name}.webp`), await shot(page, box));
    taken.push(name);
    if (page.viewportSize().height !== screen.height) await page.setViewportSize(screen);
  }
  return { take, taken };
}

/** Nothing loads, moves or blinks any more. */
async function atRest(page) {
  await loaded(page);
  await page.evaluate(async () => {
    if (!document.adoptedStyleSheets.some((sheet) => sheet.isOfCamera)) {
      const still = Object.assign(new CSSStyleSheet(), { isOfCamera: true });
      still.replaceSync('*, *::before, *::after { caret-color: transparent !important; animation: none !important; transition: none !important } ::-webkit-scrollbar { display: none }');
      document.adoptedStyleSheets.push(still);
    }
    await document.fonts.ready;
    await Promise.all(Array.from(document.images, (image) => image.decode().catch(() => {})));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** The smallest box around the parts, where they stand on the screen. */
async function union(page, parts) {
  const boxes = [];
  for (const part of parts) {
    const one = part.first();
    await one.waitFor();
    boxes.push(await one.boundingBox());
  }
  const [left, top] = [Math.min(...boxes.map((b) => b.x)), Math.min(...boxes.map((b) => b.y))];
  const [right, bottom] = [Math.max(...boxes.map((b) => b.x + b.width)), Math.max(...boxes.map((b) => b.y + b.height))];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function grown(box, margin, most, screen) {
  const [left, top] = [Math.max(0, Math.floor(box.x - margin)), Math.max(0, Math.floor(box.y - margin))];
  const right = Math.min(screen.width, Math.ceil(box.x + box.width + margin));
  const bottom = Math.min(screen.height, Math.ceil(box.y + box.height + margin), top + most);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

async function shot(page, box) {
  const session = await page.context().newCDPSession(page);
  try {
    const { x, y } = await page.evaluate(() => ({ x: scrollX, y: scrollY }));
    const clip = { ...box, x: box.x + x, y: box.y + y, scale: 1 };
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, clip });
    return Buffer.from(data, 'base64');
  } finally {
    await session.detach();
  }
}
