import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge, PageHead, useTitle } from '../../ui/bits';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Meter, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { everyProgramQuery } from './api';

/** By which rules do people thank, and what is left to give? */
export default function Programs() {
  const { t } = useI18n();
  useTitle(t('admin.programs.title'));
  const programs = useQuery(everyProgramQuery);
  return (
    <>
      <PageHead title={t('admin.programs.title')} lead={t('admin.programs.lead')}>
        <LinkButton look="primary" to="/admin/programs/new">
          <Icon name="plus" />
          {t('admin.programs.add')}
        </LinkButton>
      </PageHead>
      {programs.isPending && (
        <div className={l.card}>
          <RowBones rows={4} />
        </div>
      )}
      {programs.isError && <Failed title={t('admin.programs.failed')} error={programs.error} retry={() => void programs.refetch()} />}
      {programs.data?.length === 0 && (
        <div className={l.card}>
          <Empty title={t('admin.programs.empty.title')} text={t('admin.programs.empty.text')}>
            <LinkButton to="/admin/programs/new">{t('admin.programs.add')}</LinkButton>
          </Empty>
        </div>
      )}
      {programs.data && programs.data.length > 0 && (
        <ul className={s.cards}>
          {programs.data.map((program) => (
            <li key={program.id}>
              <Card program={program} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Card({ program }: { program: Program }) {
  const { t, format } = useI18n();
  const { budget, points } = program;
  return (
    <Link href={`/admin/programs/${program.id}`} className={cx(l.card, l.tight, s.cardLink)}>
      <span className={cx(l.row, l.between)}>
        <b>{program.name}</b>
        {program.award && <Badge tone="sky">{t('admin.programs.award')}</Badge>}
        <Badge tone={program.active ? 'ok' : undefined}>
          {program.ended ? t('admin.programs.ended') : program.active ? t('admin.programs.open') : t('admin.programs.closed')}
        </Badge>
      </span>
      <span className={cx(l.small, l.soft)}>
        {t(`admin.programs.approval.${program.approval}`)} {t(`admin.programs.funding.${program.funding}`)}
      </span>
      {program.funding !== 'none' && (
        <span className={cx(l.small, l.muted)}>
          {points.min === points.max
            ? t('points', { count: points.max })
            : t('nominate.points.range', { min: points.min, max: points.max })}
        </span>
      )}
      {budget && (
        <span className={s.budget}>
          <Meter label={t('admin.programs.left')} value={budget.left} of={budget.total + budget.topped_up} brass />
          <span className={cx(l.small, l.num)}>
            {t('admin.programs.left.of', {
              left: format.number(budget.left),
              total: format.number(budget.total + budget.topped_up),
              period: t(`admin.period.${budget.period}`),
            })}
          </span>
        </span>
      )}
    </Link>
  );
}
