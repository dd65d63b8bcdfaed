import { useI18n } from '../../i18n';
import { Badge } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Meter } from '../../ui/states';
import type { Import, Result } from './api';
import { faultsFile, type Told } from './faults';
import s from './import.module.css';

const tones = { waiting: 'wait', running: 'wait', done: 'ok', failed: 'bad', cancelled: undefined, taken_back: undefined } as const;

export function Status({ status }: { status: Import['status'] }) {
  const { t } = useI18n();
  return <Badge tone={tones[status]}>{t(`import.status.${status}`)}</Badge>;
}

/** How many of what: the counts that an import answers. */
export function Counts({ kind, result }: { kind: Import['kind']; result: Result }) {
  const { t, format } = useI18n();
  const counts = (['created', 'updated', 'deactivated', 'unchanged'] as const).filter((name) => result[name] !== undefined);
  return (
    <dl className={s.counts}>
      {counts.map((name) => (
        <div key={name}>
          <dt>{t(`import.count.${kind}.${name}`)}</dt>
          <dd>{format.number(result[name] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How far it is. */
export function Progress({ one }: { one: Pick<Import, 'done' | 'total' | 'status'> }) {
  const { t, format } = useI18n();
  const text = one.status === 'waiting' || one.done === 0 ? t('import.waiting') : one.done >= one.total ? t('import.writing') : t('import.progress', { done: format.number(one.done), count: one.total });
  return (
    <div className={l.stack} role="status">
      <span className={l.num}>{text}</span>
      <Meter label={t('import.status.running')} value={Math.min(one.done, one.total)} of={one.total} />
    </div>
  );
}

/** What is wrong, line by line, and the same to take along. */
export function Faults({ list, total, name }: { list: Told[]; total: number; name: string }) {
  const { t } = useI18n();
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(faultsFile(list, [t('import.line'), t('import.column'), t('import.what')]));
    link.download = `${name.replace(/\.[^.]*$/, '')}-${t('import.faults.file')}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  return (
    <section className={`${l.card} ${l.flush}`}>
      <div className={l.cardHead}>
        <h2 id="faults">{t('import.faults', { count: total })}</h2>
        <Button small onClick={save}>
          <Icon name="download" size="s" />
          {t('import.faults.save')}
        </Button>
      </div>
      {/* A table that is wider than the phone scrolls in its own box, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={`${l.tableBox} ${s.tall}`} tabIndex={0} role="region" aria-labelledby="faults">
        <table className={l.table}>
          <thead>
            <tr>
              <th scope="col" className={l.r}>
                {t('import.line')}
              </th>
              <th scope="col">{t('import.column')}</th>
              <th scope="col">{t('import.what')}</th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ line, column, message }, i) => (
              <tr key={i}>
                <td className={l.r}>{line}</td>
                <td>{column}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > list.length && <p className={s.below}>{t('import.faults.more', { count: total - list.length })}</p>}
    </section>
  );
}
