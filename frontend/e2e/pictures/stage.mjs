// What has happened in the demo organisation before pictures are taken of it: answers to a recognition, a
// question to a customer, a report, cards on paper, somebody without e-mail, and a channel of a chat.
import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import { programOf, thank } from '../program.mjs';
import { until } from '../until.mjs';

/** Somebody of the demo organisation without e-mail. */
export const packer = { name: 'Petr Packer', number: '004711' };

const northside = /^Northside Markets wanted/;

/** Brings it about by the API; gives everybody’s programs, by first names, and what the pictures are of. */
export async function setTheStage(laurel, channel) {
  const as = {};
  for (const name of ['admin', 'owner', 'maria', 'ivan', 'olga', 'aiko', 'priya', 'hanna', 'grace', 'daniel', 'tomas']) {
    as[name] = await programOf(laurel, `${name}@demo.example`);
  }
  await as.admin('POST', '/webhooks', { kind: 'slack', url: channel.url, events: ['recognition.published'] });
  for (const one of [as.ivan, as.maria]) await one('POST', '/notifications/read', { up_to: new Date().toISOString() });

  const door = await answered(as);
  const cards = await onPaper(as);
  await hire(laurel, as.admin);
  /** What comes later, so that the feed begins with the story that was answered. */
  const goOn = async () => {
    await ivansInbox(as);
    await reported(as);
    await until('the channel hears of it', () => channel.messages.length > 0);
  };
  return { programs: as, door, cards, goOn };
}

/** A story that colleagues have answered. */
async function answered({ daniel, maria, priya, olga, aiko, tomas, grace }) {
  const story = await find(daniel, daniel, /^The cold store door failed/);
  const on = `/nominations/${story.id}`;
  for (const one of [maria, priya, tomas]) await one('PUT', `${on}/reactions/leaf`);
  for (const one of [olga, aiko]) await one('PUT', `${on}/reactions/clap`);
  await olga('PUT', `${on}/reactions/idea`);
  await priya('POST', `${on}/comments`, { text: 'The customer has not claimed a single crate of that night. I looked it up this morning.' });
  await tomas('POST', `${on}/comments`, { text: 'And he wrote down what failed, so that the next one takes ten minutes.' });
  await maria('POST', `${on}/boosts`, { points: 10 });
  await grace('POST', `${on}/enablers`, { employee_id: priya.me.id });
  return story;
}

/** What concerns Ivan: thanks, answers, and a question. */
async function ivansInbox({ ivan, olga, maria, aiko, hanna, priya, daniel }) {
  const own = await find(ivan, ivan, northside);
  for (const one of [maria, hanna]) await one('PUT', `/nominations/${own.id}/reactions/leaf`);
  await aiko('POST', `/nominations/${own.id}/comments`, { text: 'They called again today, only to say thank you.' });
  await maria('POST', `/nominations/${own.id}/boosts`, { points: 5 });
  await thank(olga, [ivan.me.id], 'Ivan, thank you for taking my last call on Friday, so that I caught the train.');
  const { items: programs } = await priya('GET', '/programs');
  const { items: behaviours } = await priya('GET', '/behaviours');
  await priya('POST', '/nominations', {
    program_id: programs.find(({ name }) => name === 'Customer hero').id,
    nominee_ids: [daniel.me.id],
    behaviour_ids: [behaviours.find(({ code }) => code === 'right-first-time').id],
    customer: { kind: 'employee', id: ivan.me.id },
    story: 'Ivan had promised a customer an answer by noon. Daniel counted the pallets again in his break, so that the answer was right.',
    points: 50,
  });
}

/** Something that should perhaps not be there, and who says so. */
async function reported({ priya, ivan }) {
  const told = await find(priya, ivan, northside);
  await priya('POST', `/nominations/${told.id}/reports`, { reason: 'It says what we paid back. Northside Markets asked us not to tell it.' });
}

/** Ivan has printed cards: Olga has scanned one, another is still in somebody's pocket. */
async function onPaper({ ivan, olga }) {
  const { items } = await ivan('POST', '/cards', { count: 8 });
  const [used, open] = items.map(({ url }) => url);
  await olga('POST', '/cards/redeem', { token: used.split('#')[1], story: 'You explained the new form to me three times, and smiled every time.' });
  return { open };
}

async function hire(laurel, admin) {
  const team = (await admin('GET', '/teams')).items.find(({ name }) => name === 'Warehouse');
  const roster = `personnel_number,email,name,team,manager_email,role\n${packer.number},,${packer.name},${team.name},tomas@demo.example,employee\n`;
  const response = await fetch(`${laurel.url}/api/v1/imports/roster`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${admin.token}`, 'Content-Type': 'text/csv', 'Idempotency-Key': randomUUID() },
    body: roster,
  });
  assert.ok(response.ok, await response.text());
}

/** A recognition of somebody by the beginning of its story. */
async function find(reader, nominee, story) {
  const { items } = await reader('GET', `/nominations?status=approved&nominee_id=${nominee.me.id}&limit=50`);
  const found = items.find((one) => story.test(one.story));
  assert.ok(found, `the demo organisation has no story ${story}`);
  return found;
}
