import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { yearQuery } from '../../api/queries';
import type { Story, Year as Shape } from '../../api/types';
import { useI18n } from '../../i18n';
import { useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { CardBones } from '../../ui/Recognition';
import { Empty, Failed } from '../../ui/states';
import s from './people.module.css';

/** One's own year, for a review: stories, behaviours, customers; no rank, no points. It prints well. */
export default function Year() {
  const { t } = useI18n();
  const [params, setParams] = useSearchParams();
  const asked = Number(params.get('year'));
  const year = useQuery(yearQuery(Number.isInteger(asked) && asked > 1969 && asked < 9999 ? asked : undefined));
  const title = year.data ? t('year.title.of', { year: String(year.data.year) }) : t('year.title');
  useTitle(title);
  return (
    <div className={cx(l.page, l.narrow, s.year)}>
      <div className={cx(l.pageHead, s.yearHead)}>
        <div>
          <h1>{title}</h1>
          {year.data && <p>{subtitle(year.data)}</p>}
        </div>
        {year.data && (
          <div className={cx(l.row, l.wrap, s.screenOnly)}>
            <label className={s.pickYear}>
              <span className={l.vh}>{t('year.choose')}</span>
              <select
                className={c.input}
                value={year.data.year}
                onChange={(event) => setParams({ year: event.target.value }, { replace: true })}
              >
                {yearsOf(year.data).map((y) => (
                  <option key={y}>{y}</option>
                ))}
              </select>
            </label>
            <Button look="primary" onClick={() => window.print()}>
              <Icon name="book" />
              {t('year.print')}
            </Button>
          </div>
        )}
      </div>
      {year.isPending && <CardBones />}
      {year.isError && <Failed title={t('list.failed')} error={year.error} retry={() => void year.refetch()} />}
      {year.data && <Told year={year.data} />}
    </div>
  );
}

function subtitle({ employee }: Shape): string {
  return [employee.name, employee.team?.name].filter(Boolean).join(', ');
}

function yearsOf({ first, current, year }: Shape): number[] {
  const from = Math.min(first, year);
  const to = Math.max(current, year);
  return Array.from({ length: to - from + 1 }, (_, i) => to - i);
}

function Told({ year }: { year: Shape }) {
  const { t, format } = useI18n();
  if (year.received + year.given + year.behind_the_scenes === 0) {
    return (
      <div className={l.card}>
        <Empty title={t('year.empty')} text={t('year.empty.text')}>
          <LinkButton to="/nominate">{t('feed.empty.action')}</LinkButton>
        </Empty>
      </div>
    );
  }
  // What there was none of is no fact of a review.
  const facts = [
    year.received > 0 && t('year.received', { count: year.received }),
    year.given > 0 && t('year.given', { count: year.given }),
    year.behind_the_scenes > 0 && t('year.behind', { count: year.behind_the_scenes }),
  ].filter((fact) => fact !== false);
  return (
    <>
      <ul className={s.facts}>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {(year.behaviours.length > 0 || year.customers.length > 0) && (
        <div className={s.pair}>
          {year.behaviours.length > 0 && (
            <section>
              <h2>{t('profile.behaviours')}</h2>
              <ul className={s.counted}>
                {year.behaviours.map((b) => (
                  <li key={b.id}>
                    {b.name} <span>{format.number(b.count)}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {year.customers.length > 0 && (
            <section>
              <h2>{t('profile.customers')}</h2>
              <ul className={s.counted}>
                {year.customers.map((customer) => (
                  <li key={customer.kind + (customer.id ?? customer.name)}>
                    {customer.name} <span>{format.number(customer.count)}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
      <Stories title={t('year.stories')} stories={year.stories} all={year.received} />
      <Stories title={t('year.behind.title')} stories={year.behind} all={year.behind_the_scenes} withNominees />
    </>
  );
}

function Stories({ title, stories, all, withNominees }: { title: string; stories: Story[]; all: number; withNominees?: boolean }) {
  const { t } = useI18n();
  if (stories.length === 0) return null;
  return (
    <section className={s.stories}>
      <h2>{title}</h2>
      {stories.map((story) => (
        <StoryOf key={story.id} story={story} withNominees={withNominees ?? false} />
      ))}
      {all > stories.length && <p className={l.muted}>{t('year.more', { count: all - stories.length })}</p>}
    </section>
  );
}

function StoryOf({ story, withNominees }: { story: Story; withNominees: boolean }) {
  const { t, format } = useI18n();
  const by = story.nominator?.name ?? t('line.nobody');
  return (
    <article className={s.story}>
      <p className={s.storyMeta}>
        <Link href={`/recognitions/${story.id}`}>
          <time dateTime={story.published_at}>{format.date(story.published_at)}</time>
        </Link>
        <span>{t('year.by', { name: by })}</span>
        {withNominees && <span>{t('year.for', { names: format.list(story.nominees.map((n) => n.name)) })}</span>}
        {story.customer.name && <span>{t('year.customer', { name: story.customer.name })}</span>}
      </p>
      <blockquote>{story.story}</blockquote>
      {story.impact && (
        <p>
          <b>{t('rec.impact')}:</b> {story.impact}
        </p>
      )}
      {story.behaviours.length > 0 && (
        <ul className={cx(c.chips, s.storyChips)}>
          {story.behaviours.map((b) => (
            <li className={c.chip} key={b.id}>
              {b.name}
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}
