import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import { useSearchParams } from 'wouter';
import { lostSince, onConnection } from '../../api/connection';
import { behavioursQuery, boardQuery, type BoardChoice, pastBoardQuery, teamsQuery } from '../../api/queries';
import type { Board, BoardEntry, Me, Metric, Period } from '../../api/types';
import { useLiveState } from '../../app/live';
import { type Translate, useI18n } from '../../i18n';
import { PageHead, useNow, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import states from '../../ui/states.module.css';
import { useSettled } from '../../ui/useSettled';
import s from './board.module.css';
import { Filters } from './Filters';
import { askFor, dayOf, lastDay, shift } from './period';
import { Ranking } from './Ranking';
import { Visibility } from './Visibility';

const metrics: Metric[] = ['received', 'recognitions', 'given', 'thanked_by'];
const periods: Period[] = ['week', 'month', 'quarter', 'year', 'all'];

function oneOf<T extends string>(value: string | null, all: readonly T[], otherwise: T): T {
  return all.find((candidate) => candidate === value) ?? otherwise;
}

/** The choice lives in the address, so that a board can be shared and found again. */
function useChoice(): [BoardChoice, (part: Partial<BoardChoice>) => void] {
  const [params, setParams] = useSearchParams();
  const choice: BoardChoice = {
    metric: oneOf(params.get('metric'), metrics, 'received'),
    period: oneOf(params.get('period'), periods, 'month'),
    scope: params.get('scope') ?? 'org',
    at: params.get('at') ?? '',
    around: params.get('around') === 'me',
    q: params.get('q') ?? '',
  };
  const change = (part: Partial<BoardChoice>) => {
    const next = { ...choice, ...part };
    const query: Record<string, string> = { metric: next.metric, period: next.period, scope: next.scope };
    if (next.at) query.at = next.at;
    if (next.around) query.around = 'me';
    if (next.q) query.q = next.q;
    setParams(query, { replace: true });
  };
  return [choice, change];
}

/** Where am I, who moved, and by which rule? */
export default function Leaderboard({ me }: { me: Me }) {
  const { t, format } = useI18n();
  useTitle(t('board.title'));
  const [choice, change] = useChoice();
  const teams = useQuery(teamsQuery);
  const behaviours = useQuery(behavioursQuery);
  const board = useInfiniteQuery(boardQuery(choice));
  const first = board.data?.pages[0];

  const { period } = choice;
  const from = first?.period.from && period !== 'all' ? dayOf(first.period.from) : null;
  const titleOf = (start: Date) => (period === 'all' ? '' : format.period(period, start, lastDay(start, period)));
  const periodName = period === 'all' ? t('board.lead.all') : from ? titleOf(from) : '';
  const scopeName = scopeNameOf(choice.scope, [...(teams.data ?? []), ...(behaviours.data ?? [])], t);
  const lead = first ? t('board.lead', { metric: t(`board.metric.${choice.metric}`), period: periodName, scope: scopeName }) : '';

  return (
    <div className={l.page}>
      <PageHead title={t('board.title')} lead={lead}>
        <Pulse board={first} past={choice.at !== ''} />
      </PageHead>
      <Filters
        me={me}
        choice={choice}
        periodName={period === 'all' ? null : periodName}
        teams={teams.data ?? []}
        behaviours={behaviours.data ?? []}
        onChange={change}
        onStep={(steps) =>
          from && period !== 'all' && change({ at: askFor(shift(from, period, steps), period, new Date()), around: false })
        }
      />
      <div className={l.cols}>
        <section className={cx(l.card, l.flush)} aria-label={t('board.ranking')} aria-busy={board.isPlaceholderData}>
          <h2 className={l.vh}>{t('board.ranking')}</h2>
          <Find q={choice.q} onChange={(q) => change({ q, around: q === '' && choice.around })} />
          <Body me={me} choice={choice} from={from} board={board} />
        </section>
        <aside className={l.stack} aria-label={t('board.why')}>
          <Why choice={choice} first={first} against={from && period !== 'all' ? titleOf(shift(from, period, -1)) : null} />
          <Visibility />
        </aside>
      </div>
    </div>
  );
}

function scopeNameOf(scope: string, named: { id: string; name: string }[], t: Translate): string {
  const id = scope.split(':')[1];
  return named.find((candidate) => candidate.id === id)?.name ?? t('board.lead.org');
}

/** Whether the board moves, and when it last did. */
function Pulse({ board, past }: { board: Board | undefined; past: boolean }) {
  const { t, format } = useI18n();
  const now = useNow();
  const lost = useSyncExternalStore(onConnection, lostSince);
  const quiet = useLiveState() === 'lost';
  // Unchanged entries keep their identity over a refetch, so another identity is a change.
  const [seen, setSeen] = useState<{ key: string; entries: BoardEntry[] | undefined; changed: Date | null }>({
    key: '',
    entries: undefined,
    changed: null,
  });
  const key = board ? (board.period.from ?? '') : '';
  if (board && board.entries !== seen.entries) {
    setSeen({ key, entries: board.entries, changed: seen.entries && seen.key === key ? new Date() : null });
  }
  if (past) return <p className={cx(states.live, states.still)}>{t('board.past')}</p>;
  if (lost !== null || quiet) return null; // the line above the page says so
  return (
    <p className={states.live} role="status">
      {seen.changed
        ? t('board.live.changed', { when: format.relative(seen.changed, now > seen.changed ? now : seen.changed) })
        : t('board.live')}
    </p>
  );
}

/** Finds people on the board by a part of their names. */
function Find({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState(q);
  const settled = useSettled(text.trim());
  const [asked, setAsked] = useState(q);
  if (q !== asked) {
    setAsked(q);
    if (q !== settled) setText(q); // a link asked for it, not what was typed
  }
  useEffect(() => {
    if (settled !== q) onChange(settled);
    // Only what was typed moves the address.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <search className={s.find}>
      <input
        type="search"
        className={c.input}
        aria-label={t('board.find')}
        placeholder={t('board.find')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </search>
  );
}

interface BodyProps {
  me: Me;
  choice: BoardChoice;
  from: Date | null;
  board: ReturnType<typeof useInfiniteQuery<Board, Error, { pages: Board[] }>>;
}

function Body({ me, choice, from, board }: BodyProps) {
  const { t } = useI18n();
  const { period } = choice;
  const pastDay = from && period !== 'all' ? shift(from, period, -1) : null;
  const past = useQuery({
    ...pastBoardQuery({ ...choice, around: false, q: '', at: pastDay ? pastDay.toISOString().slice(0, 10) : '' }),
    enabled: pastDay !== null,
  });

  if (board.isPending) {
    return (
      <div className={l.card}>
        <RowBones rows={8} />
      </div>
    );
  }
  if (board.isError) {
    return (
      <div className={l.card}>
        <Failed title={t('board.failed')} text={t('board.failed.text')} error={board.error} retry={() => void board.refetch()} />
      </div>
    );
  }
  const first = board.data.pages[0];
  const entries = entriesOf(board.data.pages);
  if (choice.q !== '' && entries.length === 0) return <Empty title={t('board.find.none', { text: choice.q })} text={t('board.find.none.text')} />;
  if (!first || entries.length === 0) return <Empty title={t('board.empty.title')} text={t('board.empty.text')} />;
  return (
    <>
      <Ranking
        me={me}
        metric={choice.metric}
        entries={entries}
        own={choice.q === '' ? first.me : null}
        podium={!choice.around && choice.q === ''}
        past={pastDay ? past.data : undefined}
      />
      {board.hasNextPage && <More key={JSON.stringify(choice)} busy={board.isFetchingNextPage} onMore={() => void board.fetchNextPage()} />}
    </>
  );
}

/** Somebody who moves down between two pages is on both. */
function entriesOf(pages: Board[]): BoardEntry[] {
  const seen = new Set<string>();
  return pages.flatMap((page) => page.entries).filter(({ employee }) => !seen.has(employee.id) && seen.add(employee.id));
}

/** Goes on by itself once it has been asked to: before, what stands below the board can be reached. */
function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const { t } = useI18n();
  const end = useRef<HTMLDivElement>(null);
  const [going, setGoing] = useState(false);
  const more = useEffectEvent(onMore);
  useEffect(() => {
    if (!going || busy || !end.current) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && more(), { rootMargin: '2000px' });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [going, busy]);
  return (
    <div ref={end}>
      <Button
        look="ghost"
        block
        busy={busy}
        onClick={() => {
          setGoing(true);
          onMore();
        }}
      >
        {t('action.more')}
      </Button>
    </div>
  );
}

function Why({ choice, first, against }: { choice: BoardChoice; first: Board | undefined; against: string | null }) {
  const { t } = useI18n();
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('board.why')}</h2>
      {first && <p className={l.num}>{t('board.total', { count: first.total })}</p>}
      <p className={cx(l.small, l.soft)}>
        {t(`board.why.${choice.metric}`)} {t('board.why.rules')} {against && t('board.why.moves', { period: against })}
      </p>
      {first && !first.me && <p className={cx(l.small, l.soft)}>{t('board.me.none')}</p>}
      {first?.degraded && (
        <Note tone="sky" icon="info">
          {t('board.degraded')}
        </Note>
      )}
    </section>
  );
}
