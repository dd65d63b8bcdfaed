// Somebody who calls the API as a program does, to bring about what a test is not about.
import assert from 'node:assert/strict';
import { password } from './laurel.mjs';

/** Signs a program in; gives what calls the API by it, with `me` and the access token, which outlives a restart. */
export async function programOf(laurel, email) {
  const call = async (method, path, body, token) => {
    const response = await fetch(`${laurel.url}/api/v1${path}`, {
      method,
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const { access_token: token } = await call('POST', '/auth/login', { email, password });
  const as = (method, path, body) => call(method, path, body, token);
  return Object.assign(as, { token, me: await as('GET', '/me') });
}

/** Thanks others without points, as anybody may at once; gives the recognition. */
export async function thank(program, nominees, story, more = {}) {
  const { items } = await program('GET', '/programs');
  const { id } = items.find((one) => one.simple);
  return program('POST', '/nominations', { program_id: id, nominee_ids: nominees, story, points: 0, ...more });
}
