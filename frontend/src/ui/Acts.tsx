import { Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useReact } from '../api/social';
import type { Emoji, Nomination } from '../api/types';
import { screen, useI18n } from '../i18n';
import s from './acts.module.css';
import { Hidden } from './bits';
import { cx } from './cx';
import { Icon } from './Icon';
import { useErrorText } from './states';
import { useToast } from './toast';

const BoostDialog = screen(() => import('./BoostDialog'));

const emojis = [
  ['leaf', 'reaction.leaf'],
  ['clap', 'reaction.clap'],
  ['heart', 'reaction.heart'],
  ['idea', 'reaction.idea'],
] as const satisfies [Emoji, string][];

/** What one can say to a published recognition: react, comment, boost. */
export function Acts({ nomination, onPage }: { nomination: Nomination; onPage?: boolean }) {
  const { t, format } = useI18n();
  const tell = useToast();
  const errorText = useErrorText();
  const [boosting, setBoosting] = useState(false);
  const react = useReact(nomination.id, (error) => tell(errorText(error), { bad: true }));
  const { boosts, comments_count: comments } = nomination;
  return (
    <div className={s.acts}>
      {emojis.map(([emoji, key]) => {
        const count = nomination.reactions[emoji] ?? 0;
        const mine = nomination.my_reactions.includes(emoji);
        const label = t(key, { count });
        return (
          <button
            key={emoji}
            type="button"
            className={s.act}
            aria-pressed={mine}
            aria-label={label}
            title={label}
            onClick={() => react(emoji, !mine)}
          >
            <Icon name={emoji} />
            {count > 0 && format.number(count)}
          </button>
        );
      })}
      <Link
        className={s.act}
        href={onPage ? '#comments' : `/recognitions/${nomination.id}#comments`}
        aria-label={t('rec.comments', { count: comments })}
        {...(onPage && { onClick: () => document.getElementById('comments')?.focus() })}
      >
        <Icon name="comment" />
        {comments > 0 && format.number(comments)}
      </Link>
      {nomination.can.boost ? (
        <button type="button" className={cx(s.act, s.boost)} aria-haspopup="dialog" onClick={() => setBoosting(true)}>
          <Icon name="boost" />
          {t('rec.boost')}
          <Added points={boosts.points} />
        </button>
      ) : (
        (boosts.points ?? 0) > 0 && (
          <span className={s.boosted}>
            <Icon name="boost" />
            <Added points={boosts.points} />
          </span>
        )
      )}
      {boosting && (
        <Suspense fallback={null}>
          <BoostDialog nomination={nomination} onClose={() => setBoosting(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Added({ points }: { points: number | null }) {
  const { t, format } = useI18n();
  if (!points) return null;
  return (
    <span className={s.added}>
      <span aria-hidden="true">+{format.number(points)}</span>
      <Hidden>, {t('rec.boosts', { count: points })}</Hidden>
    </span>
  );
}
