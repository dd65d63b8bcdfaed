import { useState } from 'react';
import { call } from '../../api/client';
import type { Behaviour, Employee, Person } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import l from '../../ui/layout.module.css';
import PeoplePicker from '../../ui/PeoplePicker';
import { Note } from '../../ui/states';
import type { Match } from './api';
import s from './import.module.css';
import type { Kind, Mapping } from './mapping';
import type { Counted, Survey } from './worker';

/** A name of the export, who may be meant, and the address that was chosen ('' for nobody yet). */
export interface NameChoice extends Counted {
  people: Match['people'];
  email: string;
}

export interface Choices {
  mapping?: Mapping;
  names?: NameChoice[];
}

/** Who is called so: one is taken at once, several are to be chosen from. */
export function candidatesOf(asked: Counted[], found: Match[]): NameChoice[] {
  return asked.map((name, i) => {
    const people = (found[i]?.people ?? []).filter((person) => person.email !== null);
    return { ...name, people, email: people.length === 1 ? (people[0]?.email ?? '') : '' };
  });
}

interface ValuesProps {
  kind: Kind;
  survey: Survey;
  names: NameChoice[];
  mapping: Mapping;
  behaviours: Behaviour[];
  onChange: (part: Choices) => void;
  onBack: () => void;
  onNext: () => void;
  busy: boolean;
}

const shown = 100;

/** Which behaviour each value means, and who each name is. */
export function Values(props: ValuesProps) {
  const { survey, names, mapping, behaviours, onChange } = props;
  const { t, format } = useI18n();
  const unset = survey.behaviours.filter(({ text }) => mapping.behaviours[text] === undefined).length;
  const open = names.filter(({ people, email }) => email === '' || people.length !== 1);
  // The order stays while one chooses: who was open at the beginning stays in the list.
  const [listed] = useState(() => new Set(open.slice(0, shown).map(({ text }) => text)));
  const choose = (text: string, email: string) => onChange({ names: names.map((name) => (name.text === text ? { ...name, email } : name)) });
  const unknown = names.filter(({ email }) => email === '').length;
  const setBehaviour = (text: string, code: string | undefined) => {
    const others = Object.entries(mapping.behaviours).filter(([other]) => other !== text);
    if (code !== undefined) others.push([text, code]);
    onChange({ mapping: { ...mapping, behaviours: Object.fromEntries(others) } });
  };
  return (
    <>
      {survey.behaviours.length > 0 && (
        <section className={`${l.card} ${l.flush}`}>
          <div className={l.cardHead}>
            <h2>{t('import.behaviours')}</h2>
            <span className={l.muted}>{t('import.lines', { count: survey.records })}</span>
          </div>
          <ul className={s.values}>
            {survey.behaviours.map(({ text, lines }) => (
              <li key={text}>
                <span>
                  <b>{text === '' ? t('import.behaviour.empty') : text}</b> <small>{t('import.lines', { count: lines })}</small>
                </span>
                <select
                  className={c.input}
                  aria-label={t('import.behaviourOf', { name: text === '' ? t('import.behaviour.empty') : text })}
                  value={mapping.behaviours[text] ?? '?'}
                  onChange={(event) => setBehaviour(text, event.target.value === '?' ? undefined : event.target.value)}
                >
                  <option value="?">{t('import.behaviour.choose')}</option>
                  {behaviours.map((behaviour) => (
                    <option key={behaviour.code} value={behaviour.code}>
                      {behaviour.name}
                    </option>
                  ))}
                  <option value="">{t('import.behaviour.leaveOut')}</option>
                </select>
              </li>
            ))}
          </ul>
        </section>
      )}
      {listed.size > 0 && (
        <section className={`${l.card} ${l.flush}`}>
          <div className={l.cardHead}>
            <h2>{t('import.names')}</h2>
            <span className={l.muted}>{t('import.names.known', { count: names.length - unknown, of: format.number(names.length) })}</span>
          </div>
          <ul className={s.values}>
            {names
              .filter(({ text }) => listed.has(text))
              .map((name) => (
                <Name key={name.text} name={name} onChoose={(email) => choose(name.text, email)} />
              ))}
          </ul>
          {open.length > shown && <p className={s.below}>{t('import.names.more', { count: open.length - shown })}</p>}
        </section>
      )}
      <section className={l.card}>
        {survey.tooMany && <Note tone="ember" icon="alert">{t('import.tooMany')}</Note>}
        {unknown > 0 && <Note icon="info">{t('import.names.unknown', { count: unknown })}</Note>}
        <div className={`${l.row} ${l.wrap}`}>
          <Button look="primary" disabled={unset > 0} busy={props.busy} onClick={props.onNext}>
            {t('import.preview')}
          </Button>
          <Button look="ghost" onClick={props.onBack}>
            {t('import.back')}
          </Button>
          {unset > 0 && <span className={s.gap}>{t('import.behaviour.unset', { count: unset })}</span>}
        </div>
      </section>
    </>
  );
}

/** One name: of several people so called, or of nobody, somebody is chosen. */
function Name({ name, onChoose }: { name: NameChoice; onChoose: (email: string) => void }) {
  const { t } = useI18n();
  const [picked, setPicked] = useState<Person[]>([]);
  const [noAddress, setNoAddress] = useState(false);
  const pick = async (people: Person[]) => {
    setPicked(people);
    setNoAddress(false);
    const [person] = people;
    if (!person) {
      onChoose('');
      return;
    }
    const { email } = await call<Employee>('GET', `/employees/${person.id}`);
    setNoAddress(!email);
    onChoose(email ?? '');
  };
  return (
    <li>
      <span>
        <b>{name.text}</b>{' '}
        <small>
          {t('import.lines', { count: name.lines })}
          {name.people.length === 0 && ` · ${t('import.name.none')}`}
          {name.people.length > 1 && ` · ${t('import.name.several', { count: name.people.length })}`}
        </small>
      </span>
      {name.people.length > 0 ? (
        <select className={c.input} aria-label={t('import.nameOf', { name: name.text })} value={name.email} onChange={(event) => onChoose(event.target.value)}>
          <option value="">{t('import.name.choose')}</option>
          {name.people.map((person) => (
            <option key={person.id} value={person.email ?? ''}>
              {[person.name, person.team, person.email].filter(Boolean).join(', ')}
            </option>
          ))}
        </select>
      ) : (
        <PeoplePicker
          label={t('import.nameOf', { name: name.text })}
          hideLabel
          value={picked}
          max={1}
          error={noAddress ? t('import.name.noAddress') : null}
          onChange={(people) => void pick(people)}
        />
      )}
    </li>
  );
}
