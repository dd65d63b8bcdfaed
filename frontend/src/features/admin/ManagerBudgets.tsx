import { useInfiniteQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Person } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import PeoplePicker from '../../ui/PeoplePicker';
import { Failed, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { type ManagerBudget, managerBudgetsQuery, periods } from './api';
import { SaveFailed, SelectField, TextField, useFaults, useWrite } from './parts';
import { numberOf } from './program';
import { TopUpDialog } from './TopUps';
import { Bar } from './valueParts';

const moves = ['managerBudgets', 'audit', 'me'];

/** What managers may give from budgets of their own. */
export function ManagerBudgets() {
  const { t } = useI18n();
  const [giving, setGiving] = useState(false);
  const list = useInfiniteQuery(managerBudgetsQuery);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('value.managers')}>
      <div className={l.cardHead}>
        <h2>{t('value.managers')}</h2>
        <Button small onClick={() => setGiving(true)}>
          <Icon name="plus" size="s" />
          {t('value.managers.give')}
        </Button>
      </div>
      <p className={cx(s.inset, l.small, l.soft)}>{t('value.managers.text')}</p>
      {list.isPending && (
        <div className={s.inset}>
          <RowBones rows={2} />
        </div>
      )}
      {list.isError && <Failed title={t('list.failed')} error={list.error} retry={() => void list.refetch()} />}
      <ul>
        {items.map((budget) => (
          <Line key={budget.id} budget={budget} />
        ))}
      </ul>
      <More list={list} block box={s.inset} />
      {giving && <GiveDialog onClose={() => setGiving(false)} />}
    </section>
  );
}

function Line({ budget }: { budget: ManagerBudget }) {
  const { t, format } = useI18n();
  const [open, setOpen] = useState<'topUp' | 'end' | null>(null);
  const { manager, left, total, topped_up, period, ended_at } = budget;
  const close = () => setOpen(null);
  return (
    <li className={s.entry}>
      <span className={s.entryWhat}>
        <b>{manager.name}</b>
        {!ended_at && <Bar share={budget.used_percent / 100} full={budget.used_percent >= 80} />}
        <span>
          {t('admin.programs.left.of', { left: format.number(left), total: format.number(total + topped_up), period: t(`admin.period.${period}`) })}{' '}
          {budget.ends_on && <Badge tone={left <= 0 ? 'bad' : 'wait'}>{left <= 0 ? t('value.used.up') : t('value.ends.on', { day: format.date(`${budget.ends_on}T12:00:00`) })}</Badge>}{' '}
          {ended_at ? <Badge>{t('value.managers.ended', { date: format.date(ended_at) })}</Badge> : <small>{t('own.budget.lapses', { date: format.date(`${budget.to}T12:00:00`) })}</small>}
        </span>
      </span>
      {!ended_at && (
        <span className={cx(l.row, l.wrap)}>
          <Button small onClick={() => setOpen('topUp')} aria-label={t('value.topUp.title', { program: manager.name })}>
            {t('value.topUp')}
          </Button>
          <Button small look="ghost" onClick={() => setOpen('end')} aria-label={t('value.managers.end.title', { name: manager.name })}>
            {t('value.managers.end')}
          </Button>
        </span>
      )}
      {open === 'topUp' && <TopUpDialog name={manager.name} path={`/manager-budgets/${budget.id}/top-ups`} moves={moves} onClose={close} />}
      {open === 'end' && <EndDialog budget={budget} onClose={close} />}
    </li>
  );
}

function GiveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const [who, setWho] = useState<Person[]>([]);
  const [total, setTotal] = useState('');
  const [period, setPeriod] = useState<ManagerBudget['period']>('quarter');
  const intent = useIntent();
  const save = useWrite({
    write: (body: object) => call<ManagerBudget>('POST', '/manager-budgets', { body, key: intent.key(body) }),
    moves,
    done: (made) => t('value.managers.given', { name: made.manager.name }),
    onDone: () => {
      intent.done();
      onClose();
    },
  });
  const faults = useFaults(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ manager_id: who[0]?.id ?? '', total: numberOf(total) ?? 0, period });
  };
  return (
    <Dialog title={t('value.managers.give')} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <PeoplePicker label={t('value.managers.who')} value={who} max={1} error={faults('manager_id') && t('value.managers.who.fault')} onChange={setWho} />
        <div className={s.pair}>
          <TextField label={t('value.managers.total')} type="number" min={1} value={total} error={faults('total') && t('value.topUp.fault')} onChange={setTotal} />
          <SelectField
            label={t('admin.program.budget.period')}
            value={period}
            error={faults('period')}
            onChange={(value) => setPeriod(value as ManagerBudget['period'])}
            options={periods.map((value) => ({ value, label: t(`admin.period.${value}`) }))}
          />
        </div>
        <SaveFailed error={save.error} fields={['manager_id', 'total', 'period']} />
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t('value.managers.give')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function EndDialog({ budget, onClose }: { budget: ManagerBudget; onClose: () => void }) {
  const { t } = useI18n();
  const intent = useIntent();
  const end = useWrite({
    write: (id: string) => call<ManagerBudget>('POST', `/manager-budgets/${id}/end`, { key: intent.key({ id }) }),
    moves,
    done: () => t('value.managers.endedNow', { name: budget.manager.name }),
    onDone: () => {
      intent.done();
      onClose();
    },
  });
  return (
    <Dialog title={t('value.managers.end.title', { name: budget.manager.name })} onClose={onClose}>
      <p>{t('value.managers.end.text', { points: t('points', { count: budget.left }) })}</p>
      <SaveFailed error={end.error} fields={[]} />
      <footer>
        <Button look="ghost" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button look="primary" busy={end.isPending} onClick={() => end.mutate(budget.id)}>
          {t('value.managers.end')}
        </Button>
      </footer>
    </Dialog>
  );
}
