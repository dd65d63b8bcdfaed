import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { freshKey, freshQuery } from '../../api/fresh';
import { type FeedFilter, feedQuery } from '../../api/queries';
import type { Me, Nomination } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, useNow, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import l from '../../ui/layout.module.css';
import { cx } from '../../ui/cx';
import { CardBones, NominationCard } from '../../ui/Recognition';
import { Empty, Failed } from '../../ui/states';
import s from './feed.module.css';
import { Side } from './Side';
import { Thanks } from './Thanks';

/** Who did something good for a customer lately, and what can I do now? */
export default function Feed({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('feed.title'));
  const [filter, setFilter] = useState<FeedFilter>('all');
  return (
    <div className={l.page}>
      <Head me={me} />
      <div className={l.cols}>
        <div className={cx(l.stack, l.lg)}>
          <Thanks me={me} />
          <h2 className={l.vh}>{t('feed.heading')}</h2>
          <Filter me={me} value={filter} onChange={setFilter} />
          <List me={me} filter={filter} key={filter} />
        </div>
        <Side me={me} />
      </div>
    </div>
  );
}

const week = 7 * 24 * 3_600_000;

function Head({ me }: { me: Me }) {
  const { t, format } = useI18n();
  const now = useNow();
  const feed = useInfiniteQuery({ ...feedQuery('all', me), staleTime: feedStale, ...calm });
  const name = me.name.split(' ')[0] ?? me.name;
  const hour = now.getHours();
  const greeting =
    hour < 5 || hour >= 18 ? t('feed.evening', { name }) : hour < 12 ? t('feed.morning', { name }) : t('feed.afternoon', { name });

  const first = feed.data?.pages[0];
  let news = '';
  if (first) {
    const recent = first.items.filter((n) => now.getTime() - Date.parse(publishedAt(n)) < week);
    const oldest = recent.at(-1);
    const people = new Set(recent.flatMap((n) => n.nominees.map((who) => who.id)));
    news = oldest ? t('feed.news', { count: people.size, since: format.dayOf(publishedAt(oldest), now) }) : t('feed.noNews');
  }
  return <PageHead title={greeting} lead={news} />;
}

function publishedAt(nomination: Nomination): string {
  return nomination.published_at ?? nomination.created_at;
}

// New items come by the event stream and wait until the reader asks for them: nothing else moves the list.
const feedStale = 300_000;
const calm = { refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

function Filter({ me, value, onChange }: { me: Me; value: FeedFilter; onChange: (value: FeedFilter) => void }) {
  const { t } = useI18n();
  const filters: [FeedFilter, string][] = [['all', t('feed.all')]];
  if (me.team) filters.push(['team', t('feed.team')]);
  filters.push(['me', t('feed.me')], ['sent', t('feed.sent')]);
  return (
    <div className={l.tabs} role="group" aria-label={t('feed.filter')}>
      {filters.map(([name, label]) => (
        <button key={name} type="button" aria-pressed={name === value} onClick={() => onChange(name)}>
          {label}
        </button>
      ))}
    </div>
  );
}

const atOnce = 2;

function List({ me, filter }: { me: Me; filter: FeedFilter }) {
  const { t } = useI18n();
  const feed = useInfiniteQuery({ ...feedQuery(filter, me), staleTime: feedStale, ...calm });

  const items = feed.data?.pages.flatMap((page) => page.items) ?? [];
  // What is seen first is drawn at once, the cards below in slices between which the page answers.
  const drawn = Math.max(useDeferredValue(items.length), atOnce);

  if (feed.isPending) return <Bones />;
  if (feed.isError) return <Failed title={t('feed.failed')} error={feed.error} retry={() => void feed.refetch()} />;
  return (
    <>
      <div>
        {filter === 'all' && <Fresh shown={items} />}
        {items.length === 0 && <NoItems filter={filter} />}
        {items.length > 0 && (
          <div className={s.list} role="feed" aria-busy={feed.isFetching} aria-label={t('feed.heading')}>
            {items.slice(0, drawn).map((nomination) => (
              <NominationCard key={nomination.id} nomination={nomination} linked withStatus />
            ))}
          </div>
        )}
      </div>
      {feed.hasNextPage ? (
        <Button block busy={feed.isFetchingNextPage} onClick={() => void feed.fetchNextPage()}>
          {feed.isFetchingNextPage ? t('app.loading') : t('action.older')}
        </Button>
      ) : (
        items.length > 0 && <p className={s.end}>{t('feed.end')}</p>
      )}
    </>
  );
}

/** What was published while one reads waits here. */
function Fresh({ shown }: { shown: Nomination[] }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const { data: fresh } = useQuery(freshQuery);
  const known = new Set(shown.map((n) => n.id));
  const count = fresh.filter((id) => !known.has(id)).length;
  const show = async () => {
    await client.resetQueries({ queryKey: ['feed'] });
    client.setQueryData(freshKey, []);
    window.scrollTo({ top: 0 });
  };
  return (
    <div role="status" className={s.fresh}>
      {count > 0 && (
        <Button look="primary" small onClick={() => void show()} aria-label={t('feed.new.show', { count })}>
          {t('feed.new', { count })}
        </Button>
      )}
    </div>
  );
}

function Bones() {
  return (
    <div className={s.list}>
      <CardBones />
      <CardBones />
    </div>
  );
}

function NoItems({ filter }: { filter: FeedFilter }) {
  const { t } = useI18n();
  const texts = { all: t('feed.empty.text'), team: t('feed.empty.team'), me: t('feed.empty.me'), sent: t('feed.empty.sent') };
  return (
    <div className={l.card}>
      <Empty title={t('feed.empty.title')} text={texts[filter]}>
        <LinkButton to="/nominate">{t('feed.empty.action')}</LinkButton>
      </Empty>
    </div>
  );
}
