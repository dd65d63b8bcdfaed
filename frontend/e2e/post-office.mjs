// A mail server on this machine that keeps what it is given.
import { once } from 'node:events';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { until } from './until.mjs';

/** Listens on 127.0.0.1; `settings` is what a Laurel needs to mail through it. */
export async function openPostOffice() {
  const letters = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: async (stream, session, taken) => {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      const { subject, text, html, from } = await PostalMime.parse(Buffer.concat(chunks));
      const [link] = text.match(/http\S+#\S+/) ?? [];
      letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), from: from.address, subject, text, html, link });
      taken();
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const read = new Set();
  return {
    letters,
    settings: {
      LAUREL_SMTP_URL: `smtp://127.0.0.1:${server.server.address().port}?tls=none`,
      LAUREL_MAIL_FROM: 'Laurel <laurel@demo.example>',
    },
    /** The next letter to somebody that was not taken out before. */
    next: async (email) => {
      const letter = await until(`a letter to ${email}`, () => letters.find((one) => one.to.includes(email) && !read.has(one)));
      read.add(letter);
      return letter;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
