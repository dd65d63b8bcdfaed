import { useInfiniteQuery } from '@tanstack/react-query';
import { useI18n } from '../../i18n';
import { Ago } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Failed, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { type ProgramVersion, versionsQuery } from './api';

/** What the rules were, and who changed them: a nomination keeps those that it was made under. */
export function ProgramVersions({ id }: { id: string }) {
  const { t } = useI18n();
  const versions = useInfiniteQuery(versionsQuery(id));
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('admin.program.versions')}>
      <div className={l.cardHead}>
        <h2>{t('admin.program.versions')}</h2>
      </div>
      {versions.isPending && (
        <div className={s.inset}>
          <RowBones rows={2} />
        </div>
      )}
      {versions.isError && <Failed title={t('list.failed')} error={versions.error} retry={() => void versions.refetch()} />}
      <ul>
        {items.map((version) => (
          <li key={version.version} className={s.entry}>
            <span className={s.entryWhat}>
              <b>{t('admin.program.version', { number: version.version })}</b>
              <span>
                <Rules rules={version.rules} />
              </span>
            </span>
            <small>
              {version.changed_by?.name ?? t('admin.audit.laurel')} · <Ago at={version.changed_at} />
            </small>
          </li>
        ))}
      </ul>
      <More list={versions} block box={s.inset} />
    </section>
  );
}

/** The rules that move points, in one line. */
function Rules({ rules }: { rules: ProgramVersion['rules'] }) {
  const { t } = useI18n();
  const { points } = rules;
  const said = [t(`admin.programs.approval.${rules.approval}`), t(`admin.programs.funding.${rules.funding}`)];
  if (rules.approval_from !== null) said.push(t('nominate.approval.from', { count: rules.approval_from }));
  if (rules.funding !== 'none') {
    said.push(points.min === points.max ? t('points', { count: points.max }) : t('nominate.points.range', { min: points.min, max: points.max }));
  }
  return <>{said.join(' ')}</>;
}
