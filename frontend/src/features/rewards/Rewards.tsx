import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ownBenefitsQuery, rewardsQuery } from '../../api/queries';
import type { Me, Reward } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, Points, useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Seg } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Bone, Empty, Failed, Loading } from '../../ui/states';
import { WalletCard } from '../../ui/WalletCard';
import { Saving } from '../../ui/Saving';
import { Finder, useRewardChoice } from './Finder';
import { Art, Stock, worth } from './parts';
import { RedeemButton } from './RedeemButton';
import { MyRedemptions } from './MyRedemptions';
import { SaveToggle } from './SaveToggle';
import s from './rewards.module.css';

type Show = 'all' | 'within' | 'donations';

/** What can I get now, and what am I saving for? */
export default function Rewards({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('rewards.title'));
  return (
    <div className={l.page}>
      <PageHead
        title={t('rewards.title')}
        lead={me.wallet.balance > 0 ? t('rewards.lead', { count: me.wallet.balance }) : t('wallet.leadNone')}
      />
      <div className={cx(l.cols, s.cols)}>
        <Catalogue me={me} />
        <aside className={l.stack} aria-label={t('wallet.balance')}>
          <div className={s.balance}>
            <WalletCard me={me} />
          </div>
          <Saving me={me} />
          <MyRedemptions />
        </aside>
      </div>
    </div>
  );
}

function Catalogue({ me }: { me: Me }) {
  const { t } = useI18n();
  const [show, setShow] = useState<Show>('all');
  const choice = useRewardChoice();
  const looking = choice.q !== '' || choice.category !== '';
  const rewards = useInfiniteQuery({ ...rewardsQuery(choice), placeholderData: keepPreviousData });
  const all = rewards.data?.pages.flatMap((page) => page.items) ?? [];
  const passes = {
    all: () => true,
    within: (r: Reward) => r.cost <= me.wallet.balance,
    donations: (r: Reward) => r.fulfilment === 'donation',
  };
  const shown = all.filter(passes[show]);
  const options: { value: Show; label: string }[] = [
    { value: 'all', label: t('rewards.all') },
    { value: 'within', label: t('rewards.within') },
  ];
  if (all.some(passes.donations)) options.push({ value: 'donations', label: t('rewards.donations') });
  return (
    <section className={l.stack} aria-labelledby="catalogue">
      <div className={cx(l.row, l.between, l.wrap)}>
        <h2 id="catalogue" className={l.vh}>
          {t('rewards.title')}
        </h2>
        <Seg label={t('rewards.show')} value={show} options={options} onChange={setShow} />
      </div>
      <TaxUsed />
      <Finder choice={choice} />
      {rewards.isPending && <Bones />}
      {rewards.isError && (
        <Failed title={t('rewards.failed')} text={t('rewards.failed.text')} error={rewards.error} retry={() => void rewards.refetch()} />
      )}
      {rewards.data && shown.length === 0 && (
        <div className={l.card}>
          {looking && all.length === 0 ? (
            <Empty title={t('rewards.found.none')} text={t('rewards.found.none.text')}>
              <LinkButton to="/rewards">{t('rewards.back')}</LinkButton>
            </Empty>
          ) : (
            <Empty title={t('rewards.empty.title')} text={all.length === 0 ? t('rewards.empty.text') : t('rewards.empty.within')} />
          )}
        </div>
      )}
      {shown.length > 0 && (
        <ul className={s.grid}>
          {shown.map((reward) => (
            <Card key={reward.id} me={me} reward={reward} />
          ))}
        </ul>
      )}
      <More list={rewards} block />
    </section>
  );
}

/** What one has of taxable rewards this year, and how much of it is free of tax. */
function TaxUsed() {
  const { t, format } = useI18n();
  const { data } = useQuery(ownBenefitsQuery);
  const limit = data?.tax_free;
  if (!data || (!limit && data.used.length === 0)) return null;
  const sums = data.used.map(({ amount, currency }) => format.money(amount, currency));
  const used = format.list(sums.length > 0 ? sums : limit ? [format.money(0, limit.currency)] : []);
  return (
    <p className={cx(l.small, l.soft)}>
      {limit ? t('rewards.tax.limit', { used, limit: format.money(limit.amount, limit.currency) }) : t('rewards.tax.used', { used })}
    </p>
  );
}

function Card({ me, reward }: { me: Me; reward: Reward }) {
  const { t, format } = useI18n();
  return (
    <li className={cx(l.card, s.reward)}>
      <Art reward={reward} />
      <div className={s.text}>
        <h3>
          <Link href={`/rewards/${reward.id}`}>{reward.name}</Link>
        </h3>
        <p>{worth(reward, t, format.money)}</p>
      </div>
      <div className={cx(l.row, l.between, l.wrap)}>
        <Points value={reward.cost} />
        <Stock reward={reward} />
      </div>
      <div className={s.foot}>
        <RedeemButton me={me} reward={reward} />
        <SaveToggle reward={reward} />
      </div>
    </li>
  );
}

function Bones() {
  return (
    <Loading className={s.grid}>
      {Array.from({ length: 6 }, (_, i) => (
        <div className={cx(l.card, s.reward)} key={i}>
          <div className={cx(s.art, s.blank)} />
          <Bone width="70%" />
          <Bone width="4rem" shape="pill" />
          <Bone width="80%" shape="pill" />
        </div>
      ))}
    </Loading>
  );
}
