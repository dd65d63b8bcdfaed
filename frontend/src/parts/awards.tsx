import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { awardsQuery } from '../api/queries';
import type { Award } from '../api/types';
import { useI18n } from '../i18n';
import { cx } from '../ui/cx';
import { Icon } from '../ui/Icon';
import l from '../ui/layout.module.css';
import s from './awards.module.css';

/** Awards that wait for one's scores or one's decision, or that one can be nominated for now. */
export function AwardsDue() {
  const { t } = useI18n();
  const { data: awards = [] } = useQuery({ ...awardsQuery, staleTime: 300_000 });
  const due = awards.filter((award) => award.to_score > 0 || award.can.decide || award.stage === 'open');
  if (due.length === 0) return null;
  return (
    <section className={cx(l.card, l.tight)} aria-label={t('side.awards')}>
      <div className={l.cardHead}>
        <h2>{t('side.awards')}</h2>
        <Link href="/awards">{t('side.awards.all')}</Link>
      </div>
      <ul className={s.due}>
        {due.map((award) => (
          <li key={award.id}>
            <Icon name="award" size="s" />
            <span>
              <Link href={`/awards/${award.id}`}>{award.name}</Link>
              <What award={award} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function What({ award }: { award: Award }) {
  const { t, format } = useI18n();
  if (award.to_score > 0) return <b>{t('side.awards.score', { count: award.to_score })}</b>;
  if (award.can.decide) return <b>{t('side.awards.decide')}</b>;
  return <small>{t('side.awards.open', { date: format.date(award.closes) })}</small>;
}
