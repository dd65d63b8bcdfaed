import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { entriesQuery } from '../../api/queries';
import type { Me, WalletEntry } from '../../api/types';
import { type Translate, useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Empty, Failed, RowBones } from '../../ui/states';
import { OwnBudget } from '../../ui/OwnBudget';
import { Saving } from '../../ui/Saving';
import { WalletCard } from '../../ui/WalletCard';
import s from './wallet.module.css';

/** What have I, and where did it come from? */
export default function Wallet({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('wallet.title'));
  const { balance } = me.wallet;
  return (
    <div className={l.page}>
      <PageHead title={t('wallet.title')} lead={balance > 0 ? t('wallet.lead', { count: balance }) : t('wallet.leadNone')} />
      <div className={cx(l.cols, s.cols)}>
        <Statement />
        <aside className={l.stack} aria-label={t('wallet.balance')}>
          <WalletCard me={me} />
          <OwnBudget me={me} />
          <Saving me={me} />
          <LinkButton to="/rewards" look="primary">
            {t('wallet.toRewards')}
          </LinkButton>
        </aside>
      </div>
    </div>
  );
}

function Statement() {
  const { t } = useI18n();
  const entries = useInfiniteQuery(entriesQuery);
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={cx(l.card, l.flush)}>
      <div className={l.cardHead}>
        <h2 id="statement">{t('wallet.statement')}</h2>
      </div>
      {entries.isPending && (
        <div className={s.inside}>
          <RowBones rows={5} />
        </div>
      )}
      {entries.isError && (
        <div className={s.inside}>
          <Failed title={t('wallet.failed')} text={t('wallet.failed.text')} error={entries.error} retry={() => void entries.refetch()} />
        </div>
      )}
      {entries.data && items.length === 0 && <Empty title={t('wallet.empty.title')} text={t('wallet.empty.text')} />}
      {items.length > 0 && <Table items={items} />}
      <More list={entries} look="ghost" block />
    </div>
  );
}

function Table({ items }: { items: WalletEntry[] }) {
  const { t, format } = useI18n();
  return (
    // A table that is wider than the phone scrolls in its own box, by keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={l.tableBox} tabIndex={0} role="region" aria-labelledby="statement">
      <table className={l.table}>
        <thead>
          <tr>
            <th scope="col" className={s.wide}>
              {t('wallet.date')}
            </th>
            <th scope="col">{t('wallet.what')}</th>
            <th scope="col" className={l.r}>
              {t('wallet.points')}
            </th>
            <th scope="col" className={l.r}>
              {t('wallet.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((entry) => (
            <tr key={`${entry.at} ${entry.balance_after} ${entry.kind}`}>
              <td className={cx(l.nowrap, l.muted, s.wide)}>
                <When at={entry.at} />
              </td>
              <td>
                <What entry={entry} />
                <small className={s.narrow}>
                  <When at={entry.at} />
                </small>
              </td>
              <td className={cx(l.r, entry.points > 0 ? l.pos : l.neg)}>{format.signed(entry.points)}</td>
              <td className={l.r}>{format.number(entry.balance_after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function When({ at }: { at: string }) {
  const { format } = useI18n();
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.date(at)}
    </time>
  );
}

function What({ entry }: { entry: WalletEntry }) {
  const { t } = useI18n();
  const text = textOf(entry, t);
  if (entry.source.kind === 'nomination') return <Link href={`/recognitions/${entry.source.id}`}>{text}</Link>;
  return text;
}

function textOf({ kind, source }: WalletEntry, t: Translate): string {
  const { name } = source;
  switch (kind) {
    case 'award':
      return name ? t('wallet.kind.award_by', { name }) : t('wallet.kind.award');
    case 'award_reversed':
      return t('wallet.kind.award_reversed');
    case 'redemption':
      return name ? t('wallet.kind.redemption_of', { name }) : t('wallet.kind.redemption');
    case 'refund':
      return name ? t('wallet.kind.refund_of', { name }) : t('wallet.kind.refund');
    case 'boost':
      return name ? t('wallet.kind.boost_by', { name }) : t('wallet.kind.boost');
    case 'boost_returned':
      return t('wallet.kind.boost_returned');
    case 'celebration':
      return t('wallet.kind.celebration');
    case 'opening_balance':
      return t('wallet.kind.opening_balance');
    default:
      return t('wallet.kind.other');
  }
}
