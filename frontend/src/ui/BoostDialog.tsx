import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../api/client';
import { useIntent } from '../api/intent';
import { meQuery } from '../api/queries';
import { patchRecognition } from '../api/social';
import type { BoostMade, Nomination } from '../api/types';
import { useI18n } from '../i18n';
import { Button } from './Button';
import c from './controls.module.css';
import { cx } from './cx';
import { Dialog } from './Dialog';
import { Field } from './Field';
import l from './layout.module.css';
import { Note, useErrorText } from './states';
import { useToast } from './toast';
import { useTyped } from './useTyped';

const usual = [5, 10, 20, 50];

/** Adds points of one's own: says what is left, what it costs, and asks once. */
export default function BoostDialog({ nomination, onClose }: { nomination: Nomination; onClose: () => void }) {
  const { t, format } = useI18n();
  const errorText = useErrorText();
  const tell = useToast();
  const client = useQueryClient();
  const intent = useIntent();
  const me = useQuery(meQuery);
  const [typed, setTyped, forget] = useTyped(`boost.${nomination.id}`, '');
  const [checked, setChecked] = useState(false);

  const boost = useMutation({
    mutationFn: ({ points, key }: { points: number; key: string }) =>
      call<BoostMade>('POST', `/nominations/${nomination.id}/boosts`, { body: { points }, key }),
    onSuccess: (made) => {
      intent.done();
      forget();
      patchRecognition(client, nomination.id, { boosts: made.boosts });
      tell(t('boost.done', { points: t('points', { count: made.total }) }));
      onClose();
    },
    onSettled: () => {
      for (const name of ['me', 'boosts', 'board']) void client.invalidateQueries({ queryKey: [name] });
    },
  });

  const who = format.list(nomination.nominees.map((p) => p.name));
  const people = nomination.nominees.length;
  const left = me.data?.allowance.balance ?? 0;
  const most = Math.floor(left / people);
  const points = Number(typed);
  const right = /^\d+$/.test(typed.trim()) && points >= 1 && points <= most;
  const choices = usual.filter((choice) => choice <= most);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!right || boost.isPending) return;
    boost.mutate({ points, key: intent.key({ points }) });
  };
  const leave = () => {
    forget();
    onClose();
  };

  return (
    <Dialog title={t('boost.title', { who })} onClose={onClose}>
      {me.data && most < 1 ? (
        <div className={l.stack}>
          <Note icon="info">
            {left > 0
              ? t('boost.tooFew', { count: left, people })
              : t('boost.none', { date: format.date(me.data.allowance.resets_at) })}
          </Note>
          <footer>
            <Button onClick={onClose}>{t('app.close')}</Button>
          </footer>
        </div>
      ) : (
        <form className={l.stack} noValidate onSubmit={submit}>
          <p className={l.soft}>{t('boost.text', { left: t('points', { count: left }) })}</p>
          <Field
            label={people > 1 ? t('boost.points.each') : t('boost.points')}
            hint={people > 1 && right ? t('boost.total', { count: people, total: t('points', { count: points * people }) }) : undefined}
            error={checked && !right ? t('boost.range', { count: most }) : null}
          >
            {(wiring) => (
              <input
                {...wiring}
                className={c.input}
                type="text"
                inputMode="numeric"
                autoComplete="off"
                maxLength={7}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
          {choices.length > 0 && (
            <div className={l.row} role="group" aria-label={t('boost.usual')}>
              {choices.map((choice) => (
                <Button key={choice} aria-pressed={points === choice} onClick={() => setTyped(String(choice))}>
                  <span className={cx(points === choice && l.pos)}>{format.number(choice)}</span>
                </Button>
              ))}
            </div>
          )}
          {boost.isError && (
            <Note tone="bad" icon="alert" alert>
              {errorText(boost.error)}
            </Note>
          )}
          <footer>
            <Button look="ghost" onClick={leave}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" look="primary" busy={boost.isPending}>
              {right ? t('boost.confirm', { points: t('points', { count: points * people }) }) : t('rec.boost')}
            </Button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}
