import type { Me } from '../api/types';
import { useI18n } from '../i18n';
import l from './layout.module.css';

/** What one has, what of it is reserved, and what one may give away. */
export function WalletCard({ me }: { me: Me }) {
  const { t, format } = useI18n();
  const { balance, reserved } = me.wallet;
  const { balance: give, total } = me.allowance;
  return (
    <section className={l.card}>
      <h2>{t('wallet.balance')}</h2>
      <p className={l.big}>
        {format.number(balance)} <small>{t('wallet.toSpend', { count: balance })}</small>
      </p>
      <dl className={l.kv}>
        <dt>{t('wallet.reserved')}</dt>
        <dd>{format.number(reserved)}</dd>
        <dt>{t('wallet.toGive')}</dt>
        <dd>{t('points.of', { left: give, total })}</dd>
      </dl>
    </section>
  );
}
