// What an organisation calls Laurel's things, put in place of Laurel's own words.
//
// English has two forms. Russian has twelve: six cases of one (именительный, родительный, дательный,
// винительный, творительный, предложный), then of many. Where two forms of Laurel's word look alike, the
// word before decides; what agrees with the word (an adjective, a verb) stays as it is. That is as far as
// it goes without a grammar of Russian: who renames reads the screens afterwards.

export const things = ['team', 'behaviour', 'reward'] as const;
export type Thing = (typeof things)[number];
export type Words = Partial<Record<string, string[]>>;
type Dress = (text: string) => string;

export const ownWords = {
  en: { team: ['team', 'teams'], behaviour: ['behaviour', 'behaviours'], reward: ['reward', 'rewards'] },
  ru: {
    team: ['команда', 'команды', 'команде', 'команду', 'командой', 'команде', 'команды', 'команд', 'командам', 'команды', 'командами', 'командах'],
    behaviour: [
      'принцип сервиса',
      'принципа сервиса',
      'принципу сервиса',
      'принцип сервиса',
      'принципом сервиса',
      'принципе сервиса',
      'принципы сервиса',
      'принципов сервиса',
      'принципам сервиса',
      'принципы сервиса',
      'принципами сервиса',
      'принципах сервиса',
    ],
    reward: ['подарок', 'подарка', 'подарку', 'подарок', 'подарком', 'подарке', 'подарки', 'подарков', 'подаркам', 'подарки', 'подарками', 'подарках'],
  },
} as const satisfies Record<string, Record<Thing, readonly string[]>>;

const [nominative, genitive, , accusative, , prepositional, many] = [0, 1, 2, 3, 4, 5, 6];
const beforePrepositional = /(?:^|\s)(?:в|во|на|о|об|при)\s$/iu;
const beforeMany = /(?:^|\s)(?:все|эти|ваши|другие|какие|в|на)\s$/iu;

/** Which of the forms that look alike is meant. */
function meant(alike: number[], before: string, capital: boolean): number {
  const has = (form: number) => alike.includes(form);
  if (has(prepositional) && beforePrepositional.test(before)) return prepositional;
  if (has(genitive) && has(many)) return capital || beforeMany.test(before) ? many : genitive;
  if (has(nominative) && has(accusative)) return capital ? nominative : accusative;
  return alike[0] ?? nominative;
}

/** Puts an organisation's words in place of Laurel's; gaps such as {team} stay. */
export function newDress(language: 'en' | 'ru', words: Words): Dress {
  const known = new Map<string, { thing: Thing; forms: number[] }>();
  for (const thing of things) {
    if (!words[thing]?.some(Boolean)) continue;
    ownWords[language][thing].forEach((form, at) => {
      const entry = known.get(form);
      if (entry) entry.forms.push(at);
      else known.set(form, { thing, forms: [at] });
    });
  }
  if (known.size === 0) return (text) => text;
  const longest = [...known.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![\\p{L}{])(?:${longest.join('|')})(?!\\p{L})`, 'giu');
  return (text) =>
    text.replace(pattern, (found: string, at: number) => {
      const entry = known.get(found.toLowerCase());
      if (!entry) return found;
      const capital = found !== found.toLowerCase();
      const own = words[entry.thing]?.[meant(entry.forms, text.slice(0, at), capital)];
      if (!own) return found;
      return capital ? own.charAt(0).toUpperCase() + own.slice(1) : own;
    });
}
