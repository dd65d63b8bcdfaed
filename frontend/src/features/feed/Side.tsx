import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { approvalsQuery } from '../../api/queries';
import type { Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { AwardsDue } from '../../parts/awards';
import { Sprig } from '../../ui/art';
import { useNow } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Celebrations } from './Celebrations';
import s from './feed.module.css';

export function Side({ me }: { me: Me }) {
  const { t } = useI18n();
  return (
    <aside className={cx(l.stack, s.side)} aria-label={t('side.label')}>
      {(me.reports > 0 || me.role === 'owner' || me.role === 'manager') && <Waiting />}
      <AwardsDue />
      <WalletCard me={me} />
      <AllowanceCard me={me} />
      <Celebrations />
      <p className={l.small}>
        <Link href="/cards">{t('side.cards')}</Link>
      </p>
    </aside>
  );
}

function Waiting() {
  const { t, format } = useI18n();
  const now = useNow();
  const queue = useInfiniteQuery(approvalsQuery);
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  const nominations = items.filter((item) => item.kind === 'nomination').length;
  const redemptions = items.length - nominations;
  const oldest = items.reduce((a, b) => (a.waiting_since < b.waiting_since ? a : b)).waiting_since;
  return (
    <section className={cx(l.card, l.tight, s.due)}>
      <div className={l.cardHead}>
        <h2>{t('side.waiting')}</h2>
        <span className={c.count}>{format.number(items.length)}</span>
      </div>
      <div className={s.dues}>
        {nominations > 0 && (
          <p>
            <span className={l.big}>{format.number(nominations)}</span> {t('side.nominations', { count: nominations })}
          </p>
        )}
        {redemptions > 0 && (
          <p>
            <span className={l.big}>{format.number(redemptions)}</span> {t('side.redemptions', { count: redemptions })}
          </p>
        )}
      </div>
      <p className={cx(l.small, l.soft)}>{t('side.oldest', { time: format.waited(oldest, now) })}</p>
      <LinkButton to="/approvals" look="primary">
        {t('side.openApprovals')}
      </LinkButton>
    </section>
  );
}

function WalletCard({ me }: { me: Me }) {
  const { t, format } = useI18n();
  const { balance, reserved } = me.wallet;
  return (
    <section className={cx(l.card, l.tight)}>
      <div className={l.cardHead}>
        <h2>
          <Link href="/wallet" className={s.plain}>
            {t('side.wallet')}
          </Link>
        </h2>
        <Link href="/rewards">{t('side.rewards')}</Link>
      </div>
      <p className={l.big}>
        {format.number(balance)} <small>{t('points.word', { count: balance })}</small>
      </p>
      {reserved > 0 && <p className={cx(l.small, l.soft)}>{t('side.reserved', { points: t('points', { count: reserved }) })}</p>}
    </section>
  );
}

function AllowanceCard({ me }: { me: Me }) {
  const { t, format } = useI18n();
  const { balance, resets_at: resets, total } = me.allowance;
  const text = t('side.give.of', { left: balance, count: total });
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('side.give')}</h2>
      <Sprig share={total > 0 ? balance / total : 0} label={text} />
      <p>
        <b>{text}</b>
        {balance > 0 && (
          <>
            <br />
            <span className={cx(l.small, l.soft)}>{t('side.give.lapses', { date: format.date(resets) })}</span>
          </>
        )}
      </p>
    </section>
  );
}
