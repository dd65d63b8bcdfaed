import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useSearchParams } from 'wouter';
import { call, queryString } from '../../api/client';
import { useIntent } from '../../api/intent';
import { useI18n } from '../../i18n';
import { Ago, Hidden, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Seg } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Empty, Failed, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { type Donation, donationParts, type DonationState, donationsQuery, type DonationTotal, donationTotalsQuery, type PaymentMade } from './api';
import { Check, SaveFailed, TextField, useFaults, useWrite } from './parts';
import v from './value.module.css';
import { TableBox, TakeCSV } from './valueParts';

/** How many the API marks at once. */
const most = 500;

/** What is to be paid to whom for points that people have given to others? */
export default function Donations() {
  const { t } = useI18n();
  useTitle(t('donations.title'));
  const [params, setParams] = useSearchParams();
  const state: DonationState = params.get('state') === 'paid' ? 'paid' : 'unpaid';
  const reward = params.get('reward') ?? '';
  const totals = useQuery(donationTotalsQuery);
  const show = (next: { state?: DonationState; reward?: string }) => setParams({ state, reward, ...next }, { replace: true });
  const items = totals.data?.items ?? [];
  return (
    <>
      <PageHead title={t('donations.title')} lead={t('donations.lead')}>
        <Seg
          label={t('donations.state')}
          value={state}
          options={(['unpaid', 'paid'] as const).map((value) => ({ value, label: t(`donations.${value}`) }))}
          onChange={(value) => show({ state: value })}
        />
      </PageHead>
      {totals.isError && <Failed title={t('donations.failed')} error={totals.error} retry={() => void totals.refetch()} />}
      {items.length > 0 && <Totals items={items} chosen={reward} onShow={(id) => show({ reward: id })} />}
      <List key={`${state} ${reward}`} state={state} reward={reward} />
    </>
  );
}

function Totals({ items, chosen, onShow }: { items: DonationTotal[]; chosen: string; onShow: (reward: string) => void }) {
  const { t, format } = useI18n();
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('donations.totals')}>
      <div className={l.cardHead}>
        <h2>{t('donations.totals')}</h2>
        {chosen && (
          <Button small onClick={() => onShow('')}>
            {t('donations.all')}
          </Button>
        )}
      </div>
      <TableBox label={t('donations.totals')}>
        <thead>
          <tr>
            <th scope="col">{t('donations.charity')}</th>
            <th scope="col" className={l.r}>
              {t('donations.due')}
            </th>
            <th scope="col" className={l.r}>
              {t('donations.sofar')}
            </th>
            <th scope="col">
              <Hidden>{t('donations.show')}</Hidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ reward, unpaid, paid }) => (
            <tr key={`${reward.id} ${unpaid.currency}`}>
              <td className={v.name}>{reward.name}</td>
              <td className={l.r}>
                {format.money(unpaid.amount, unpaid.currency)}
                <small className={s.money}>{t('donations.of', { count: unpaid.donations })}</small>
              </td>
              <td className={l.r}>
                {format.money(paid.amount, paid.currency)}
                <small className={s.money}>{t('donations.of', { count: paid.donations })}</small>
              </td>
              <td className={l.r}>
                <Button small aria-label={t('donations.show.of', { charity: reward.name })} aria-pressed={chosen === reward.id} onClick={() => onShow(reward.id)}>
                  {t('donations.show')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </section>
  );
}

function List({ state, reward }: { state: DonationState; reward: string }) {
  const { t } = useI18n();
  const of = { state, reward_id: reward };
  const list = useInfiniteQuery(donationsQuery(of));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [paying, setPaying] = useState(false);
  const chosen = items.filter((item) => item.paid_at === null && picked.has(item.id));
  const pick = (ids: string[], on: boolean) => {
    const next = new Set(picked);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    setPicked(next);
  };
  return (
    <section className={cx(l.card, l.flush)} aria-label={t(`donations.${state}`)}>
      <div className={l.cardHead}>
        <h2>{t(`donations.${state}`)}</h2>
        {items.length > 0 && <TakeCSV path={`/donations${queryString(of)}`} name="donations.csv" label={t('donations.csv')} />}
      </div>
      {list.isPending && (
        <div className={s.inset}>
          <RowBones rows={3} />
        </div>
      )}
      {list.isError && (
        <div className={s.inset}>
          <Failed title={t('donations.failed')} error={list.error} retry={() => void list.refetch()} />
        </div>
      )}
      {list.data && items.length === 0 && (
        <Empty
          title={t(state === 'paid' ? 'donations.emptyPaid.title' : 'donations.empty.title')}
          text={t(state === 'paid' ? 'donations.emptyPaid.text' : 'donations.empty.text')}
        />
      )}
      {state === 'unpaid' && items.length > 0 && (
        <div className={v.choose}>
          <Check
            label={t('donations.chooseAll')}
            checked={chosen.length === items.length}
            onChange={(on) => pick(items.map(({ id }) => id), on)}
          />
          {chosen.length > 0 && <Sum items={chosen} />}
          <Button look="primary" small disabled={chosen.length === 0} onClick={() => setPaying(true)}>
            {t('donations.pay')}
          </Button>
        </div>
      )}
      <ul>
        {items.map((item) => (
          <Row key={item.id} item={item} checked={picked.has(item.id)} onPick={(on) => pick([item.id], on)} />
        ))}
      </ul>
      <More list={list} block box={s.inset} />
      {paying && (
        <PayDialog
          items={chosen}
          onClose={() => setPaying(false)}
          onPaid={() => {
            setPicked(new Set());
            setPaying(false);
          }}
        />
      )}
    </section>
  );
}

function Row({ item, checked, onPick }: { item: Donation; checked: boolean; onPick: (on: boolean) => void }) {
  const { t, format } = useI18n();
  const amount = format.money(item.amount, item.currency);
  return (
    <li className={v.donation}>
      {item.paid_at === null && (
        <label className={cx(c.check, v.pick)}>
          <input
            type="checkbox"
            aria-label={t('donations.choose', { amount, name: item.employee.name, charity: item.reward.name })}
            checked={checked}
            onChange={(event) => onPick(event.target.checked)}
          />
        </label>
      )}
      <span className={s.lineWhat}>
        <b>{item.reward.name}</b>
        <small>
          {item.employee.name} · {t('points', { count: item.points })} · <Ago at={item.at} />
        </small>
        {item.paid_at !== null && (
          <small>
            {item.reference} · {t('donations.paid')} <Ago at={item.paid_at} />
          </small>
        )}
      </span>
      <b className={v.sum}>{amount}</b>
    </li>
  );
}

/** What was chosen, in each of its currencies. */
function Sum({ items }: { items: Donation[] }) {
  const { t, format } = useI18n();
  const sums = new Map<string, number>();
  for (const item of items) sums.set(item.currency, (sums.get(item.currency) ?? 0) + item.amount);
  const amount = [...sums].map(([currency, sum]) => format.money(sum, currency)).join(', ');
  return <span className={l.small}>{t('donations.pay.count', { count: items.length, amount })}</span>;
}

function PayDialog({ items, onClose, onPaid }: { items: Donation[]; onClose: () => void; onPaid: () => void }) {
  const { t } = useI18n();
  const [reference, setReference] = useState('');
  const intent = useIntent();
  const save = useWrite({
    write: (body: object) => call<PaymentMade>('POST', '/donations/pay', { body, key: intent.key(body) }),
    moves: donationParts,
    done: (made) => t('donations.pay.done', { count: made.paid }),
    onDone: () => {
      intent.done();
      onPaid();
    },
  });
  const faults = useFaults(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate({ ids: items.map(({ id }) => id), reference });
  };
  return (
    <Dialog title={t('donations.pay.title')} onClose={onClose}>
      <form className={l.stack} noValidate onSubmit={submit}>
        <p>
          <Sum items={items} />
        </p>
        <p>{t('donations.pay.text')}</p>
        <TextField
          label={t('donations.pay.reference')}
          hint={t('donations.pay.reference.hint')}
          value={reference}
          error={faults('reference') && t('donations.pay.fault')}
          onChange={setReference}
        />
        {items.length > most && <p role="alert">{t('donations.pay.most')}</p>}
        <SaveFailed error={save.error} fields={['reference']} />
        <footer>
          <Button look="ghost" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={save.isPending} disabled={items.length > most}>
            {t('donations.pay')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
