import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { isProblem } from '../../api/problem';
import { rewardQuery } from '../../api/queries';
import type { Me, Reward as RewardData } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, Points, useTitle } from '../../ui/bits';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, RowBones } from '../../ui/states';
import { Saving } from '../../ui/Saving';
import { WalletCard } from '../../ui/WalletCard';
import { Art, Stock } from './parts';
import { RedeemButton } from './RedeemButton';
import { SaveToggle } from './SaveToggle';
import s from './rewards.module.css';

/** One reward, with all that one wants to know before one asks for it. */
export default function Reward({ id, me }: { id: string; me: Me }) {
  const { t } = useI18n();
  const query = useQuery(rewardQuery(id));
  const reward = query.data;
  const isMissing = isProblem(query.error) && query.error.status === 404;
  useTitle(reward?.name ?? t('rewards.title'));
  return (
    <div className={l.page}>
      <Link className={l.back} href="/rewards">
        <Icon name="cl" size="s" />
        {t('rewards.back')}
      </Link>
      <PageHead title={reward?.name ?? t('rewards.title')} lead={reward?.description ?? ''} />
      {query.isPending && (
        <div className={l.card}>
          <RowBones rows={5} />
        </div>
      )}
      {query.isError && !isMissing && (
        <Failed title={t('rewards.failed')} text={t('rewards.failed.text')} error={query.error} retry={() => void query.refetch()} />
      )}
      {isMissing && (
        <div className={l.card}>
          <Empty title={t('rewards.missing')} text={t('notfound.text')} />
        </div>
      )}
      {reward && <Facts me={me} reward={reward} />}
    </div>
  );
}

function Facts({ me, reward }: { me: Me; reward: RewardData }) {
  const { t, format } = useI18n();
  return (
    <div className={l.cols}>
      <section className={cx(l.card, s.one)} aria-label={reward.name}>
        <Art reward={reward} big />
        <dl className={l.kv}>
          <dt>{t('rewards.cost')}</dt>
          <dd>
            <Points value={reward.cost} />
          </dd>
          {reward.cash_value && (
            <>
              <dt>{t('rewards.value')}</dt>
              <dd>{format.money(reward.cash_value.amount, reward.cash_value.currency)}</dd>
            </>
          )}
          <dt>{t('rewards.tax')}</dt>
          <dd>{reward.taxable ? t('rewards.taxedOnly') : t('rewards.untaxedOnly')}</dd>
          {(reward.stock !== null || reward.fulfilment !== 'donation') && (
            <>
              <dt>{t('rewards.stock')}</dt>
              <dd>
                <Stock reward={reward} />
              </dd>
            </>
          )}
          <dt>{t('rewards.approval')}</dt>
          <dd>{reward.requires_approval ? t('rewards.approval.yes') : t('rewards.approval.no')}</dd>
          <dt>{t('rewards.fulfilment')}</dt>
          <dd>{t(`rewards.fulfilment.${reward.fulfilment}`)}</dd>
          {reward.limit_per_employee !== null && (
            <>
              <dt>{t('rewards.limit')}</dt>
              <dd>{t('rewards.limit.each', { count: reward.limit_per_employee })}</dd>
            </>
          )}
        </dl>
        <div className={s.foot}>
          <RedeemButton me={me} reward={reward} />
          <SaveToggle reward={reward} />
        </div>
      </section>
      <aside className={l.stack} aria-label={t('wallet.balance')}>
        <WalletCard me={me} />
        <Saving me={me} />
      </aside>
    </div>
  );
}
