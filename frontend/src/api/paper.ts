import { base, queryString } from './client';
import { Problem } from './problem';

/** Asks for something to print and lets the browser save it. The same key gives the same contents again. */
export async function print(path: string, options: { body: unknown; key: string; language: string; name: string }): Promise<void> {
  let response: Response;
  try {
    response = await fetch(base + path + queryString({ language: options.language }), {
      method: 'POST',
      headers: {
        Accept: 'application/pdf',
        'Accept-Language': options.language,
        'Content-Type': 'application/json',
        'Idempotency-Key': options.key,
      },
      credentials: 'same-origin',
      body: JSON.stringify(options.body),
    });
  } catch {
    throw new Problem(0, { code: 'network' });
  }
  await save(response, options.name);
}

/** Asks for a file and lets the browser save it once it has come whole. */
export async function download(path: string, options: { language: string; name: string; accept?: string }): Promise<void> {
  let response: Response;
  try {
    const headers = { 'Accept-Language': options.language, ...(options.accept && { Accept: options.accept }) };
    response = await fetch(base + path, { headers, credentials: 'same-origin' });
  } catch {
    throw new Problem(0, { code: 'network' });
  }
  await save(response, options.name);
}

async function save(response: Response, name: string): Promise<void> {
  if (!response.ok) throw new Problem(response.status, (await response.json().catch(() => ({}))) as object);
  let content: Blob;
  try {
    content = await response.blob();
  } catch {
    throw new Problem(0, { code: 'network' }); // it broke off on the way
  }
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
