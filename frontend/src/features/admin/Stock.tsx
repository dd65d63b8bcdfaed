import { useInfiniteQuery } from '@tanstack/react-query';
import { type SyntheticEvent } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Reward } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Failed, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { type StockEntry, stockParts, stockQuery } from './api';
import { SaveFailed, TextField, useFaults, useWrite } from './parts';
import p from './pool.module.css';
import { numberOf } from './program';

/** How many are left of a reward, every movement of them, and how more come. */
export function Stock({ reward, left }: { reward: Reward; left: number }) {
  const { t, format } = useI18n();
  const list = useInfiniteQuery(stockQuery(reward.id));
  const uncount = useWrite({
    write: () => call<Reward>('PATCH', `/rewards/${reward.id}`, { body: { stock: null } }),
    moves: stockParts,
    done: () => t('admin.saved'),
    tellFailures: true,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={cx(l.card, l.flush)} aria-labelledby="stock">
      <div className={l.cardHead}>
        <h2 id="stock">{t('admin.stock.title')}</h2>
        <Button small look="ghost" busy={uncount.isPending} onClick={() => uncount.mutate()}>
          {t('admin.stock.uncount')}
        </Button>
      </div>
      <div className={cx(s.inset, l.stack)}>
        <dl className={p.figures}>
          <div>
            <dt>{t('admin.stock.left')}</dt>
            <dd>{format.number(left)}</dd>
          </div>
        </dl>
        <Change id={reward.id} />
      </div>
      {list.isPending && (
        <div className={s.inset}>
          <RowBones rows={3} />
        </div>
      )}
      {list.isError && <Failed title={t('list.failed')} error={list.error} retry={() => void list.refetch()} />}
      <ul aria-label={t('admin.stock.moved')}>
        {items.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      <More list={list} block box={s.inset} />
    </section>
  );
}

function Change({ id }: { id: string }) {
  const { t, format } = useI18n();
  const [typed, setTyped, forget] = useTyped(`admin.stock.${id}`, { many: '', reason: '' });
  const intent = useIntent();
  const save = useWrite({
    write: (body: { change: number; reason: string }) => call<StockEntry>('POST', `/rewards/${id}/stock`, { body, key: intent.key(body) }),
    moves: stockParts,
    done: ({ quantity }) => t('admin.stock.done', { change: format.signed(quantity) }),
    onDone: () => {
      intent.done();
      forget();
      setTyped({ many: '', reason: '' });
    },
  });
  const faults = useFaults(save.error);
  const move = (sign: 1 | -1) => {
    if (!save.isPending) save.mutate({ change: sign * (numberOf(typed.many) ?? 0), reason: typed.reason });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    move(1);
  };
  return (
    <form className={l.stack} noValidate onSubmit={submit}>
      <div className={s.pair}>
        <TextField label={t('admin.stock.many')} type="number" min={1} value={typed.many} error={faults('change')} onChange={(many) => setTyped({ ...typed, many })} />
        <TextField label={t('value.topUp.reason')} hint={t('value.topUp.reason.hint')} value={typed.reason} error={faults('reason')} onChange={(reason) => setTyped({ ...typed, reason })} />
      </div>
      <SaveFailed error={save.error} fields={['change', 'reason']} />
      <div className={cx(l.row, l.wrap)}>
        <Button type="submit" look="primary" busy={save.isPending}>
          {t('admin.stock.add')}
        </Button>
        <Button onClick={() => move(-1)}>{t('admin.stock.take')}</Button>
      </div>
    </form>
  );
}

function Entry({ entry }: { entry: StockEntry }) {
  const { t, format } = useI18n();
  return (
    <li className={s.entry}>
      <span className={s.entryWhat}>
        <b>
          {t(`admin.stock.kind.${entry.kind}`)} {entry.quantity !== 0 && format.signed(entry.quantity)}
        </b>
        {entry.reason && <span>{entry.reason}</span>}
      </span>
      <small>
        {entry.by && `${entry.by.name} · `}
        <Ago at={entry.at} />
        {entry.left !== null && ` · ${t('rewards.left', { count: entry.left })}`}
      </small>
    </li>
  );
}
