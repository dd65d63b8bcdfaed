import { memo, useMemo, useRef } from 'react';
import type { Board, BoardEntry, Me, Metric } from '../../api/types';
import { useI18n } from '../../i18n';
import { Wreath } from '../../ui/art';
import { Hidden } from '../../ui/bits';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import { Avatar, Who } from '../../ui/Person';
import s from './board.module.css';
import { useFlip } from './useFlip';

interface RankingProps {
  me: Me;
  metric: Metric;
  entries: BoardEntry[];
  own: Board['me'];
  podium: boolean;
  past: Board | undefined;
}

const podiumSize = 3;

/** The first three in their wreaths, the others in rows, oneself always in sight. */
export function Ranking({ me, metric, entries, own, podium, past }: RankingProps) {
  const { t } = useI18n();
  const list = useRef<HTMLOListElement>(null);
  useFlip(list, entries);
  const onPodium = podium && entries.length >= podiumSize && entries[0]?.rank === 1 ? entries.slice(0, podiumSize) : [];
  const rows = entries.slice(onPodium.length);
  const listed = entries.some((entry) => entry.employee.id === me.id);
  const before = useMemo(() => new Map(past?.entries.map(({ employee, rank }) => [employee.id, rank])), [past]);
  const move = (entry: Standing) => moveOf(entry, past, entry.employee.id === me.id ? (before.get(me.id) ?? past?.me?.rank) : before.get(entry.employee.id));
  return (
    <>
      {onPodium.length > 0 && (
        <ol className={s.podium}>
          {onPodium.map((entry, i) => (
            <PodiumPlace key={entry.employee.id} entry={entry} place={i} metric={metric} isMe={entry.employee.id === me.id} />
          ))}
        </ol>
      )}
      <ol className={s.rank} ref={list} start={onPodium.length + 1}>
        {rows.map((entry) => (
          <Row
            key={entry.employee.id}
            entry={entry}
            metric={metric}
            move={move(entry)}
            isMe={entry.employee.id === me.id}
            below={entry.employee.team?.name}
          />
        ))}
        {own && !listed && (
          <Row
            key="me"
            isMe
            entry={{ ...own, employee: { id: me.id, name: me.name, team: me.team } }}
            metric={metric}
            move={move({ rank: own.rank, employee: me })}
            below={t('board.you')}
          />
        )}
      </ol>
    </>
  );
}

interface Standing {
  rank: number;
  employee: { id: string };
}

type Move = number | 'new' | null;

/** Against the period before; nothing is said where its place is not known. */
function moveOf(entry: Standing, past: Board | undefined, before: number | undefined): Move {
  if (!past) return null;
  if (before !== undefined) return before - entry.rank;
  return past.next_cursor === null ? 'new' : null;
}

const placeClasses = [s.p1, s.p2, s.p3];
const wreathLeaves = [8, 6, 6];

function PodiumPlace({ entry, place, metric, isMe }: { entry: BoardEntry; place: number; metric: Metric; isMe: boolean }) {
  const { t, format } = useI18n();
  return (
    <li className={cx(placeClasses[place], entry.rank === 1 && s.first)}>
      <span className={s.wreath}>
        <Wreath leaves={wreathLeaves[place] ?? 6} />
        <Avatar id={entry.employee.id} name={entry.employee.name} />
      </span>
      <b>{entry.employee.name}</b>
      <small>{isMe ? t('board.you') : entry.employee.team?.name}</small>
      <span className={s.plinth}>
        <span className={s.value}>
          <span aria-hidden="true">{format.number(entry.score)}</span>
          <Hidden>{t(`board.score.${metric}`, { count: entry.score })}</Hidden>
        </span>
        <span className={s.place}>{t('board.place', { count: entry.rank })}</span>
      </span>
    </li>
  );
}

interface RowProps {
  entry: BoardEntry;
  metric: Metric;
  move: Move;
  isMe: boolean;
  below: string | undefined;
}

/** One of thousands: a row is drawn again only where it changes. */
const Row = memo(function Row({ entry, metric, move, isMe, below }: RowProps) {
  const { t, format } = useI18n();
  return (
    <li className={cx(isMe && s.self)} data-row={entry.employee.id} aria-current={isMe ? 'true' : undefined}>
      <span className={s.n}>{format.number(entry.rank)}</span>
      <MoveMark move={move} />
      <Who id={entry.employee.id} name={entry.employee.name} below={isMe ? t('board.you') : below} />
      <span className={s.score}>
        <span aria-hidden="true">{format.number(entry.score)}</span>
        <Hidden>{t(`board.score.${metric}`, { count: entry.score })}</Hidden>
      </span>
    </li>
  );
});

function MoveMark({ move }: { move: Move }) {
  const { t, format } = useI18n();
  if (move === null) return <span />;
  if (move === 'new') {
    return (
      <span className={cx(s.move, s.fresh)}>
        <Icon name="plus" size="s" />
        {t('board.new')}
      </span>
    );
  }
  if (move === 0) {
    return (
      <span className={s.move}>
        <Icon name="same" size="s" />
        <Hidden>{t('board.same')}</Hidden>
      </span>
    );
  }
  return (
    <span className={cx(s.move, move > 0 ? s.up : s.down)}>
      <Icon name={move > 0 ? 'up' : 'down'} size="s" />
      <span aria-hidden="true">{format.number(Math.abs(move))}</span>
      <Hidden>{move > 0 ? t('board.up', { count: move }) : t('board.down', { count: -move })}</Hidden>
    </span>
  );
}
