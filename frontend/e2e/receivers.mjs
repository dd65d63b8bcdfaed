// Receivers of announcements, on this machine: one of Slack's shape, and one of Standard Webhooks that verifies by
// that project's own library, of which Laurel has no part.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** Listens on 127.0.0.1 and keeps all that comes; `judge` gives {status, answer} and what else is to be kept. */
async function receive(path, judge) {
  const messages = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const message = { headers: request.headers, body, ...judge(request, body) };
    messages.push(message);
    response.writeHead(message.status).end(message.answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}${path}`, messages, close };
}

/** Takes what an incoming webhook of Slack takes, and answers as it does: 200 "ok", or 400 and a word why not. */
export function slackReceiver() {
  return receive('/services/T00000000/B00000000/slack-secret', (request, body) => {
    const why = request.method === 'POST' ? slackRefuses(request.headers['content-type'], body) : 'method_not_allowed';
    return why ? { status: 400, answer: why } : { status: 200, answer: 'ok', message: JSON.parse(body.toString()) };
  });
}

// The limits of docs.slack.dev: incoming webhooks, and header, section, context and text objects of Block Kit.
function slackRefuses(type, body) {
  if (!/^application\/json\b/.test(type ?? '')) return 'invalid_payload';
  let message;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return 'invalid_payload';
  }
  if (!isText(message?.text, 4000)) return 'no_text';
  const { blocks } = message;
  if (!Array.isArray(blocks) || blocks.length < 1 || blocks.length > 50) return 'invalid_blocks';
  return blocks.every(isBlock) ? null : 'invalid_blocks';
}

const blockKinds = {
  header: ({ text, ...rest }) => isTextObject(text, 150, ['plain_text']) && isEmpty(rest),
  section: ({ text, fields, ...rest }) =>
    (text !== undefined || fields !== undefined) &&
    (text === undefined || isTextObject(text, 3000)) &&
    (fields === undefined || isListOf(fields, 10, (field) => isTextObject(field, 2000))) &&
    isEmpty(rest),
  context: ({ elements, ...rest }) => isListOf(elements, 10, (element) => isTextObject(element, 3000)) && isEmpty(rest),
  divider: (rest) => isEmpty(rest),
};

function isBlock({ type, ...block }) {
  return Object.hasOwn(blockKinds, type) && blockKinds[type](block);
}

function isTextObject(object, limit, kinds = ['plain_text', 'mrkdwn']) {
  const { type, text, emoji, verbatim, ...rest } = object ?? {};
  return (
    kinds.includes(type) &&
    isText(text, limit) &&
    (emoji === undefined || (type === 'plain_text' && typeof emoji === 'boolean')) &&
    (verbatim === undefined || (type === 'mrkdwn' && typeof verbatim === 'boolean')) &&
    isEmpty(rest)
  );
}

const isText = (text, limit) => typeof text === 'string' && text.trim() !== '' && text.length <= limit;
const isListOf = (list, limit, isOne) => Array.isArray(list) && list.length > 0 && list.length <= limit && list.every(isOne);
const isEmpty = (object) => Object.keys(object).length === 0;

/** All that a Slack message shows, in one text. */
export function slackShows({ blocks }) {
  const texts = blocks.flatMap((block) => [block.text, ...(block.fields ?? []), ...(block.elements ?? [])]);
  return texts
    .filter(Boolean)
    .map(({ text }) => text)
    .join('\n');
}

/**
 * Verifies each message when it comes, and answers 204, or 401 to what is not signed by `secret`, which is to be set
 * before the first one. The first that it verifies meets a receiver that is not well: 503.
 */
export async function standardReceiver() {
  let wasWell = false;
  const receiver = await receive('/laurel', (request, body) => {
    const { headers } = request;
    if (!verifies(receiver.secret, headers, body)) return { status: 401 };
    const message = { id: headers['webhook-id'], ...JSON.parse(body.toString()) };
    const status = wasWell ? 204 : 503;
    wasWell = true;
    return { status, ...message };
  });
  receiver.secret = null;
  return receiver;
}

/** What Standard Webhooks' own library says of a message's signature. */
export function verifies(secret, headers, body) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** Every message that differs from one by a single bit of its body or of a header that belongs to the signature. */
export function* flipped(headers, body) {
  for (const bytes of eachFlip(body)) yield { headers, body: bytes };
  for (const name of signed) {
    for (const bytes of eachFlip(Buffer.from(headers[name], 'latin1'))) {
      yield { headers: { ...headers, [name]: bytes.toString('latin1') }, body };
    }
  }
}

function* eachFlip(bytes) {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const other = Buffer.from(bytes);
    other[bit >> 3] ^= 1 << (bit & 7);
    yield other;
  }
}
