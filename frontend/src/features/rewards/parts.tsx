import { useState } from 'react';
import { imageUrl } from '../../api/client';
import type { Reward } from '../../api/types';
import { type Translate, useI18n } from '../../i18n';
import { Badge } from '../../ui/bits';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import type { IconName } from '../../ui/icons';
import s from './rewards.module.css';

/** By a category as it is usually called, in each language. */
const drawings: Partial<Record<string, IconName>> = {
  time: 'sun',
  food: 'coffee',
  coffee: 'coffee',
  travel: 'bike',
  sport: 'bike',
  health: 'bike',
  learning: 'book',
  book: 'book',
  nature: 'tree',
  donation: 'tree',
  culture: 'ticket',
  event: 'ticket',
  время: 'sun',
  еда: 'coffee',
  кофе: 'coffee',
  путешествия: 'bike',
  спорт: 'bike',
  здоровье: 'bike',
  обучение: 'book',
  книги: 'book',
  природа: 'tree',
  благотворительность: 'tree',
  культура: 'ticket',
  события: 'ticket',
};

const grounds = [s.g1, s.g2, s.g3, s.g4, s.g6, s.g8];

/** The image of a reward, in a frame that is there before it; without one, a drawing by its category on a colour of its own. */
export function Art({ reward, big }: { reward: Reward; big?: boolean }) {
  const [missing, setMissing] = useState<string | null>(null);
  if (reward.image && missing !== reward.image) {
    return (
      <div className={cx(s.art, s.blank, s.image, big && s.bigArt)}>
        <img src={imageUrl(reward.image)} alt="" loading="lazy" decoding="async" onError={() => setMissing(reward.image)} />
      </div>
    );
  }
  let sum = 0;
  for (const sign of reward.id) sum += sign.codePointAt(0) ?? 0;
  const icon =
    drawings[reward.category.toLowerCase()] ??
    (reward.fulfilment === 'donation' ? 'tree' : reward.fulfilment === 'code' ? 'ticket' : 'gift');
  return (
    <div className={cx(s.art, grounds[sum % grounds.length], big && s.bigArt)}>
      <Icon name={icon} />
    </div>
  );
}

/** "Worth 18 €, not taxable": money is shown only beside rewards. */
export function worth(reward: Reward, t: Translate, money: (amount: number, currency: string) => string): string {
  if (!reward.cash_value) return reward.taxable ? t('rewards.taxedOnly') : t('rewards.untaxedOnly');
  const value = t('rewards.worth', { value: money(reward.cash_value.amount, reward.cash_value.currency) });
  if (reward.fulfilment === 'donation') return `${value}, ${t('rewards.fulfilment.donation')}`;
  return `${value}, ${reward.taxable ? t('rewards.taxed') : t('rewards.untaxed')}`;
}

const fewLeft = 5;

export function Stock({ reward }: { reward: Reward }) {
  const { t } = useI18n();
  if (reward.stock === null) return <Badge>{reward.fulfilment === 'donation' ? t('rewards.donation') : t('rewards.noLimit')}</Badge>;
  if (reward.stock === 0) return <Badge tone="bad">{t('rewards.gone')}</Badge>;
  return <Badge tone={reward.stock <= fewLeft ? 'wait' : undefined}>{t('rewards.left', { count: reward.stock })}</Badge>;
}
