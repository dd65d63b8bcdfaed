import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useI18n } from '../../i18n';
import { Badge, PageHead, Points, useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { everyRewardQuery } from './api';

/** What can points be spent on, and how much of it is left? */
export default function Rewards() {
  const { t } = useI18n();
  useTitle(t('admin.rewards.title'));
  const rewards = useQuery(everyRewardQuery);
  return (
    <>
      <PageHead title={t('admin.rewards.title')} lead={t('admin.rewards.lead')}>
        <LinkButton look="primary" to="/admin/rewards/new">
          <Icon name="plus" />
          {t('admin.rewards.add')}
        </LinkButton>
      </PageHead>
      {rewards.isPending && (
        <div className={l.card}>
          <RowBones rows={5} />
        </div>
      )}
      {rewards.isError && <Failed title={t('admin.rewards.failed')} error={rewards.error} retry={() => void rewards.refetch()} />}
      {rewards.data?.length === 0 && (
        <div className={l.card}>
          <Empty title={t('admin.rewards.empty.title')} text={t('admin.rewards.empty.text')} />
        </div>
      )}
      {rewards.data && rewards.data.length > 0 && (
        <ul className={cx(l.card, l.flush)} aria-label={t('admin.rewards.title')}>
          {rewards.data.map((reward) => (
            <li key={reward.id} className={s.reward}>
              <Link href={`/admin/rewards/${reward.id}`}>
                <span className={s.branchName}>
                  <b>{reward.name}</b>
                  <small>{[reward.category, t(`rewards.fulfilment.${reward.fulfilment}`)].filter(Boolean).join(' · ')}</small>
                </span>
                <span className={l.small}>{reward.stock === null ? t('rewards.noLimit') : t('rewards.left', { count: reward.stock })}</span>
                <Points value={reward.cost} />
                <Badge tone={reward.active ? 'ok' : undefined}>{reward.active ? t('admin.rewards.offered') : t('admin.rewards.retired')}</Badge>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
