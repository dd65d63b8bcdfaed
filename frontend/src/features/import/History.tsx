import { Link } from 'wouter';
import { useI18n } from '../../i18n';
import { Ago } from '../../ui/bits';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Failed, RowBones } from '../../ui/states';
import type { Import } from './api';
import s from './import.module.css';
import { Status } from './parts';
import { useImports } from './useImports';

/** What was imported before, and what is under way. */
export function History() {
  const { t } = useI18n();
  const list = useImports();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={`${l.card} ${l.flush}`}>
      <div className={l.cardHead}>
        <h2>{t('import.history')}</h2>
      </div>
      {list.isPending && (
        <div className={s.below}>
          <RowBones rows={2} />
        </div>
      )}
      {list.isError && (
        <div className={s.below}>
          <Failed title={t('import.history.failed')} error={list.error} retry={() => void list.refetch()} />
        </div>
      )}
      {list.data && items.length === 0 && <p className={s.below}>{t('import.history.empty')}</p>}
      {items.length > 0 && (
        <ul className={s.history}>
          {items.map((one) => (
            <li key={one.id}>
              <Link href={`/admin/import/${one.id}`}>
                <span>
                  <b>{one.name || t(`import.kind.${one.kind}`)}</b>
                  <small>
                    {t(`import.kind.${one.kind}`)} · {one.by?.name ?? t('import.commandLine')} · <Ago at={one.created_at} />
                  </small>
                </span>
                <small className={s.did}>{summary(one, t)}</small>
                <Status status={one.status} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      <More list={list} look="ghost" block />
    </section>
  );
}

function summary({ result, status }: Import, t: ReturnType<typeof useI18n>['t']): string {
  if ((status !== 'done' && status !== 'taken_back') || !result) return '';
  const parts = [
    (result.created ?? 0) > 0 && t('import.did.created', { count: result.created ?? 0 }),
    (result.updated ?? 0) > 0 && t('import.did.updated', { count: result.updated ?? 0 }),
    (result.deactivated ?? 0) > 0 && t('import.did.deactivated', { count: result.deactivated ?? 0 }),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(', ') : t('import.did.nothing');
}
