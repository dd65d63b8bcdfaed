import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { awardsQuery } from '../../api/queries';
import type { Award } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge, PageHead, useTitle } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Empty, Failed, RowBones } from '../../ui/states';
import s from './awards.module.css';

/** For which awards can somebody be nominated, and who has won? */
export default function Awards() {
  const { t } = useI18n();
  useTitle(t('awards.title'));
  const awards = useQuery(awardsQuery);
  return (
    <div className={l.page}>
      <PageHead title={t('awards.title')} lead={t('awards.lead')} />
      {awards.isPending && (
        <div className={l.card}>
          <RowBones rows={3} />
        </div>
      )}
      {awards.isError && <Failed title={t('awards.failed')} error={awards.error} retry={() => void awards.refetch()} />}
      {awards.data?.length === 0 && (
        <div className={l.card}>
          <Empty title={t('awards.empty')} text={t('awards.empty.text')} />
        </div>
      )}
      {awards.data && awards.data.length > 0 && (
        <ul className={s.list}>
          {awards.data.map((award) => (
            <li key={award.id}>
              <Card award={award} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const tones = { upcoming: undefined, open: 'ok', scoring: 'wait', decided: 'sky' } as const;

export function Stage({ award }: { award: Award }) {
  const { t } = useI18n();
  return <Badge tone={tones[award.stage]}>{t(`awards.stage.${award.stage}`)}</Badge>;
}

function Card({ award }: { award: Award }) {
  const { t, format } = useI18n();
  const won = award.prizes.map((prize) => prize.nominee.name);
  return (
    <Link href={`/awards/${award.id}`} className={cx(l.card, l.tight, s.cardLink)}>
      <span className={cx(l.row, l.between)}>
        <b>{award.name}</b>
        <Stage award={award} />
      </span>
      <span className={cx(l.small, l.soft)}>
        {t('awards.window', { from: format.date(award.opens), to: format.date(award.closes) })} {prizeOf(award, t)}
      </span>
      {won.length > 0 && <span className={l.small}>{t('awards.won', { who: format.list(won) })}</span>}
      {award.to_score > 0 && <b className={l.small}>{t('side.awards.score', { count: award.to_score })}</b>}
      {award.can.decide && <b className={l.small}>{t('side.awards.decide')}</b>}
    </Link>
  );
}

/** How many win, and what. */
export function prizeOf(award: Pick<Award, 'winners' | 'points'>, t: ReturnType<typeof useI18n>['t']): string {
  const winners = t('awards.winners', { count: award.winners });
  return award.points > 0 ? `${winners} ${t('awards.prize', { points: t('points', { count: award.points }) })}` : winners;
}
