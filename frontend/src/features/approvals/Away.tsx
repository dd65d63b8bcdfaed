import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { delegationQuery } from '../../api/queries';
import type { Delegation, Me, Person, Standing } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Dialog } from '../../ui/Dialog';
import { Field, FieldNote } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import PeoplePicker from '../../ui/PeoplePicker';
import { Note, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import { useTyped } from '../../ui/useTyped';
import s from './approvals.module.css';

/** Who decides in my place, and in whose I decide. */
export function AwayNotes() {
  const { t, format } = useI18n();
  const standing = useQuery(delegationQuery);
  const end = useEnd();
  const own = standing.data?.delegation;
  const others = standing.data?.standing_in_for.filter((d) => d.active) ?? [];
  if (!own && others.length === 0) return null;
  return (
    <div className={l.stack}>
      {own && (
        <Note tone="sky" icon="clock">
          <div className={s.away}>
            <span>{t(own.active ? 'approvals.away.now' : 'approvals.away.later', { name: own.to.name, ...days(own, format.date) })}</span>
            <Button small onClick={() => end.mutate()} busy={end.isPending}>
              {t('approvals.away.end')}
            </Button>
          </div>
        </Note>
      )}
      {others.map((d) => (
        <Note key={d.employee.id} tone="ok" icon="users">
          {t('approvals.away.for', { name: d.employee.name, until: format.date(d.until) })}
        </Note>
      ))}
    </div>
  );
}

function days(d: Delegation, date: (at: string) => string): { from: string; until: string } {
  return { from: date(d.from), until: date(d.until) };
}

function useEnd() {
  const client = useQueryClient();
  const { t } = useI18n();
  const tell = useToast();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: () => call('DELETE', '/me/delegation'),
    onSuccess: () => tell(t('approvals.away.ended')),
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['delegation'] });
      void client.invalidateQueries({ queryKey: ['approvals'] });
    },
  });
}

export function AwayButton({ me }: { me: Me }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        <Icon name="clock" size="s" />
        {t('approvals.away')}
      </Button>
      {open && <AwayDialog me={me} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The day of a moment where the reader is, as an input takes it. */
function isoDay(at: Date): string {
  return `${String(at.getFullYear())}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

const week = 7 * 24 * 3600 * 1000;

function AwayDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const { t, format } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const [start] = useState(() => ({ today: isoDay(new Date()), next: isoDay(new Date(Date.now() + week)) }));
  const [draft, setDraft, forget] = useTyped<{ to: Person[]; from: string; until: string }>('away', { to: [], from: start.today, until: start.next });
  const { to, from, until } = draft;
  const [checked, setChecked] = useState(false);
  const chosen = to[0];
  const inOrder = from !== '' && until !== '' && from <= until && until >= start.today;

  const save = useMutation({
    mutationFn: (body: { to: string; from: string; until: string }) => call<Standing>('PUT', '/me/delegation', { body }),
    onSuccess: (standing) => {
      forget();
      client.setQueryData(delegationQuery.queryKey, standing);
      void client.invalidateQueries({ queryKey: ['approvals'] });
      if (standing.delegation) {
        tell(t('approvals.away.set', { name: standing.delegation.to.name, until: format.date(standing.delegation.until) }));
      }
      onClose();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (chosen && inOrder) save.mutate({ to: chosen.id, from, until });
  };
  const leave = () => {
    forget();
    onClose();
  };
  return (
    <Dialog title={t('approvals.away.title')} onClose={onClose} place="top">
      <form className={l.stack} noValidate onSubmit={submit}>
        <p className={c.hint}>{t('approvals.away.hint')}</p>
        <PeoplePicker
          label={t('approvals.delegate.who')}
          hint={t('approvals.delegate.hint')}
          error={checked && !chosen ? t('field.required') : null}
          value={to}
          max={1}
          without={[me.id]}
          onChange={(next) => setDraft({ ...draft, to: next })}
        />
        <div className={s.days}>
          <Field label={t('approvals.away.from')}>
            {(wiring) => (
              <input {...wiring} className={c.input} type="date" value={from} onChange={(event) => setDraft({ ...draft, from: event.target.value })} />
            )}
          </Field>
          <Field label={t('approvals.away.until')} error={checked && !inOrder ? t('approvals.away.order') : null}>
            {(wiring) => (
              <input {...wiring} className={c.input} type="date" min={from} value={until} onChange={(event) => setDraft({ ...draft, until: event.target.value })} />
            )}
          </Field>
        </div>
        {save.isError && <FieldNote error text={errorText(save.error)} />}
        <footer>
          <Button look="ghost" onClick={leave}>
            {t('approvals.away.stay')}
          </Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t('approvals.away.send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
