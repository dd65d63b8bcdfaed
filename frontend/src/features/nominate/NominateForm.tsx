import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Behaviour, Me, NewNomination, Nomination, Program, Team } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field, FieldNote } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import PeoplePicker from '../../ui/PeoplePicker';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useOwnBudget } from '../../api/ownBudget';
import { CustomerFields } from './CustomerFields';
import { AwardNote } from './AwardNote';
import { bodyOf, type DraftState, type Fault, faultsOf } from './draft';
import s from './nominate.module.css';
import { PointsFields } from './PointsFields';

interface FormProps {
  me: Me;
  state: DraftState;
  program: Program;
  programs: Program[];
  behaviours: Behaviour[];
  teams: Team[];
}

/** Who, what, for whom, with whose help, how many points: four short steps on one page. */
export function NominateForm({ me, state, program, programs, behaviours, teams }: FormProps) {
  const { t } = useI18n();
  const { draft, change } = state;
  const form = useRef<HTMLFormElement>(null);
  const who = useRef<HTMLInputElement>(null);
  const send = useSend(me, state, program);
  const own = useOwnBudget(me, program.manager_budgets)?.left ?? null;
  const [checked, setChecked] = useState(false);
  const faults = checked ? faultsOf(draft, program, me.allowance.balance) : [];
  const whoFault = faults.includes('who')
    ? t('nominate.missing.who')
    : faults.includes('tooMany')
      ? t('nominate.missing.tooMany', { count: program.max_nominees })
      : null;
  const fault = (name: Fault, text: string) => (faults.includes(name) ? text : null);

  useEffect(() => {
    // With a keyboard one begins to type at once; on a phone the keys would cover the page.
    if (window.matchMedia('(pointer: fine)').matches) who.current?.focus({ preventScroll: true });
  }, []);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (faultsOf(draft, program, me.allowance.balance).length > 0) {
      // After the faults are on the page.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault] input')?.focus());
      return;
    }
    if (!send.isPending) send.submit();
  };

  return (
    // Ctrl and Enter send from every field; the button does the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={cx(l.card, s.form)}
      ref={form}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event)}
    >
      {(programs.length > 1 || program.award) && (
        <ProgramField programs={programs} program={program} onChange={(programId) => change({ programId, points: null })} />
      )}
      <div id="step-who" className={s.step}>
        <PeoplePicker
          label={t('nominate.who')}
          hint={program.max_nominees > 1 ? t('nominate.who.limit', { count: program.max_nominees }) : undefined}
          value={draft.who}
          max={program.max_nominees}
          without={[me.id, ...draft.enablers.map((p) => p.id)]}
          onChange={(people) => change({ who: people })}
          inputRef={who}
          error={whoFault}
        />
      </div>
      <div id="step-what" className={s.step}>
        <BehaviourField
          behaviours={behaviours}
          value={draft.behaviours}
          optional={program.simple}
          error={fault('behaviours', t('nominate.missing.behaviours'))}
          onChange={(chosen) => change({ behaviours: chosen })}
        />
        <Field label={t('nominate.story')} error={fault('story', t('nominate.missing.story'))}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              rows={4}
              maxLength={4000}
              placeholder={t('nominate.story.placeholder')}
              value={draft.story}
              onChange={(event) => change({ story: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div id="step-customer" className={s.step}>
        <CustomerFields draft={draft} teams={teams} change={change} error={fault('customer', t('nominate.missing.customer'))} />
        <Field label={t('nominate.impact')} optional hint={t('nominate.impact.hint')}>
          {(wiring) => (
            <textarea
              {...wiring}
              className={c.input}
              rows={2}
              maxLength={2000}
              value={draft.impact}
              onChange={(event) => change({ impact: event.target.value })}
            />
          )}
        </Field>
        <PeoplePicker
          label={t('nominate.enablers')}
          optional
          placeholder={t('people.add')}
          value={draft.enablers}
          max={5}
          without={[me.id, ...draft.who.map((p) => p.id)]}
          onChange={(enablers) => change({ enablers })}
        />
      </div>
      <div id="step-points" className={s.step}>
        <PointsFields me={me} program={program} draft={draft} change={change} short={faults.includes('points')} own={own} />
      </div>
      {send.error !== null && (
        <Note tone="bad" icon="alert" title={t('nominate.failed')} alert>
          {send.error} {t('nominate.kept')}
        </Note>
      )}
      <div className={cx(l.row, l.wrap, l.between)}>
        <label className={c.check}>
          <input type="checkbox" checked={draft.private} onChange={(event) => change({ private: event.target.checked })} />
          {t('nominate.private')}
        </label>
        <Button type="submit" look="primary" busy={send.isPending}>
          <Icon name="send" />
          {send.isPending ? t('nominate.sending') : t('nominate.send')}
        </Button>
      </div>
      {faults.length > 0 && <FieldNote error text={t('nominate.missing', { count: faults.length })} />}
    </form>
  );
}

function useSend(me: Me, { draft, clear }: DraftState, program: Program) {
  const { t, format } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const intent = useIntent();
  const mutation = useMutation({
    mutationFn: ({ body, key }: { body: NewNomination; key: string }) => call<Nomination>('POST', '/nominations', { body, key }),
    onSuccess: (nomination) => {
      intent.done();
      clear();
      client.setQueryData(['nomination', nomination.id], nomination);
      for (const name of ['me', 'feed', 'programs', 'managerBudgets']) void client.invalidateQueries({ queryKey: [name] });
      const who = format.list(nomination.nominees.map((p) => p.name));
      tell(
        nomination.status === 'approved'
          ? t('nominate.published', { who })
          : program.award
            ? t('nominate.award.sent', { award: program.name })
            : t('nominate.sent', { approver: t(`nominate.approval.${program.approval}`) }),
      );
      navigate(`/recognitions/${nomination.id}`);
    },
  });
  const submit = () => {
    const body = bodyOf(draft, program);
    mutation.mutate({ body, key: intent.key({ ...body, by: me.id }) });
  };
  return { submit, isPending: mutation.isPending, error: mutation.isError ? errorText(mutation.error) : null };
}

function ProgramField({ programs, program, onChange }: { programs: Program[]; program: Program; onChange: (id: string) => void }) {
  const { t } = useI18n();
  return (
    <fieldset className={c.field}>
      <legend className={c.label}>{t('nominate.program')}</legend>
      <div className={c.chips}>
        {programs.map((p) => (
          <label className={cx(c.chip, c.pick)} key={p.id}>
            <input type="radio" name="program" checked={p.id === program.id} onChange={() => onChange(p.id)} />
            <Icon name="check" size="s" />
            {p.name}
          </label>
        ))}
      </div>
      <p className={c.hint}>{program.description}</p>
      {program.award && <AwardNote program={program} award={program.award} />}
    </fieldset>
  );
}

interface BehaviourFieldProps {
  behaviours: Behaviour[];
  value: string[];
  optional: boolean;
  error: string | null;
  onChange: (value: string[]) => void;
}

function BehaviourField({ behaviours, value, optional, error, onChange }: BehaviourFieldProps) {
  const { t } = useI18n();
  const [active, setActive] = useState(0);
  const toggle = (id: string) => onChange(value.includes(id) ? value.filter((v) => v !== id) : [...value, id]);
  // One stop for Tab, arrows within: eight stops would be most of the way through the form.
  const onKeyDown = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const boxes = event.currentTarget.querySelectorAll<HTMLInputElement>('input');
    for (let i = 1; i <= boxes.length; i += 1) {
      const to = (active + step * i + boxes.length * i) % boxes.length;
      if (boxes[to]?.disabled !== false) continue;
      boxes[to].focus();
      return;
    }
  };
  return (
    // The arrows move between the boxes, which are what is interactive.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <fieldset className={c.field} data-fault={error ? '' : undefined} onKeyDown={onKeyDown}>
      <legend className={c.label}>
        {t('nominate.behaviours')} <span className={c.hint}>{optional ? t('field.optional') : t('nominate.behaviours.hint')}</span>
      </legend>
      <div className={c.chips}>
        {behaviours.map((behaviour, i) => (
          <label className={cx(c.chip, c.pick)} key={behaviour.id} title={behaviour.description}>
            <input
              type="checkbox"
              checked={value.includes(behaviour.id)}
              disabled={value.length >= 3 && !value.includes(behaviour.id)}
              tabIndex={i === active ? 0 : -1}
              onFocus={() => setActive(i)}
              onChange={() => toggle(behaviour.id)}
            />
            <Icon name="check" size="s" />
            {behaviour.name}
          </label>
        ))}
      </div>
      {behaviours
        .filter((behaviour) => value.includes(behaviour.id) && behaviour.guidance !== '')
        .map((behaviour) => (
          <p key={behaviour.id} className={c.hint}>
            <b>{behaviour.name}.</b> {behaviour.guidance}
          </p>
        ))}
      {error && <FieldNote error text={error} />}
    </fieldset>
  );
}
