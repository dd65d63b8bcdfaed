import { useInfiniteQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Failed } from '../../ui/states';
import s from './admin.module.css';
import { catalogueParts, topUpsQuery } from './api';
import { SaveFailed, TextField, useFaults, useWrite } from './parts';
import { numberOf } from './program';

/** What the budget of a program was topped up with, and why; more can be added. */
export function TopUps({ program }: { program: Program }) {
  const { t, format } = useI18n();
  const [adding, setAdding] = useState(false);
  const list = useInfiniteQuery(topUpsQuery(program.id));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('value.topUps')}>
      <div className={l.cardHead}>
        <h2>{t('value.topUps')}</h2>
        <Button small onClick={() => setAdding(true)}>
          <Icon name="plus" size="s" />
          {t('value.topUp')}
        </Button>
      </div>
      {list.isError && <Failed title={t('list.failed')} error={list.error} retry={() => void list.refetch()} />}
      {list.data && items.length === 0 && <p className={cx(s.inset, l.small, l.soft)}>{t('value.topUps.none')}</p>}
      <ul>
        {items.map((item) => (
          <li key={item.id} className={s.entry}>
            <span className={s.entryWhat}>
              <b>{t('points', { count: item.points })}</b>
              <span>{item.reason}</span>
            </span>
            <small>
              {item.by.name} · <Ago at={item.at} /> · {t('value.topUp.from', { day: format.date(`${item.period_from}T12:00:00`) })}
            </small>
          </li>
        ))}
      </ul>
      <More list={list} block box={s.inset} />
      {adding && <TopUpDialog name={program.name} path={`/programs/${program.id}/budget/top-ups`} moves={[...catalogueParts, 'topUps', 'analytics']} onClose={() => setAdding(false)} />}
    </section>
  );
}

interface TopUpProps {
  /** Whose budget it is. */
  name: string;
  path: string;
  moves: string[];
  onClose: () => void;
}

/** Adds points to a budget, with a reason. */
export function TopUpDialog({ name, path, moves, onClose }: TopUpProps) {
  const { t } = useI18n();
  const [points, setPoints] = useState('');
  const [reason, setReason] = useState('');
  const intent = useIntent();
  const save = useWrite({
    write: (body: { points: number; reason: string }) => call<unknown>('POST', path, { body, key: intent.key(body) }),
    moves,
    done: () => t('value.topUp.done', { points: t('points', { count: numberOf(points) ?? 0 }) }),
    onDone: () => {
      intent.done();
      onClose();
    },
  });
  const faults = useFaults(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ points: numberOf(points) ?? 0, reason });
  };
  return (
    <Dialog title={t('value.topUp.title', { program: name })} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p>{t('value.topUp.text')}</p>
        <TextField label={t('value.topUp.points')} type="number" min={1} value={points} error={faults('points') && t('value.topUp.fault')} onChange={setPoints} />
        <TextField label={t('value.topUp.reason')} hint={t('value.topUp.reason.hint')} rows={3} value={reason} error={faults('reason')} onChange={setReason} />
        <SaveFailed error={save.error} fields={['points', 'reason']} />
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t('value.topUp')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
