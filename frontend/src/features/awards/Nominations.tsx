import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { awardEntriesQuery } from '../../api/queries';
import type { Award, AwardEntry } from '../../api/types';
import { useI18n } from '../../i18n';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { CardBones, NominationCard } from '../../ui/Recognition';
import { Failed } from '../../ui/states';
import s from './awards.module.css';

/** Those who were nominated, page by page; `below` is what stands with each. */
export function Entries({ award, below }: { award: Award; below: (entry: AwardEntry, place: number) => ReactNode }) {
  const { t } = useI18n();
  const entries = useInfiniteQuery({ ...awardEntriesQuery(award.id), refetchOnWindowFocus: false });
  if (entries.isPending) return <CardBones />;
  if (entries.isError) return <Failed title={t('awards.entries.failed')} error={entries.error} retry={() => void entries.refetch()} />;
  const items = entries.data.pages.flatMap((page) => page.items);
  return (
    <>
      <ul className={s.entries}>
        {items.map((entry, i) => (
          <li key={entry.nomination.id}>
            <NominationCard nomination={entry.nomination} still heading="h3" />
            {below(entry, i)}
          </li>
        ))}
      </ul>
      <More list={entries} block />
    </>
  );
}

/** All nominations to read; with everybody's scores once the award is decided. */
export function Nominations({ award }: { award: Award }) {
  const { t, format } = useI18n();
  const nameOf = (id: string) => award.panel.find((member) => member.id === id)?.name ?? t('awards.formerMember');
  return (
    <section className={l.stack} aria-label={t('awards.entries')}>
      <h2>{t('awards.entries')}</h2>
      <Entries
        award={award}
        below={({ scores }) =>
          scores.length > 0 && (
            <dl className={cx(l.card, l.tight, s.scores)}>
              {scores.map((given) => (
                <div key={given.member_id}>
                  <dt>{nameOf(given.member_id)}</dt>
                  <dd>{given.marks.map((mark) => (mark === null ? '–' : format.number(mark))).join(' · ')}</dd>
                </div>
              ))}
            </dl>
          )
        }
      />
    </section>
  );
}
