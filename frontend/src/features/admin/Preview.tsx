import { useQuery } from '@tanstack/react-query';
import { useI18n } from '../../i18n';
import { Logo } from '../../ui/art';
import { Badge } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Bone, Failed, Loading } from '../../ui/states';
import s from './admin.module.css';
import { previewQuery } from './api';

/** A text object of Slack's; what people typed is always plain. */
interface SlackText {
  text: string;
}
interface SlackMessage {
  blocks: { type: string; text?: SlackText; fields?: SlackText[]; elements?: SlackText[] }[];
}

/** The message itself, as it would be sent now. */
export function Preview(props: { kind: 'slack' | 'standard'; language: 'en' | 'ru'; event: string }) {
  const { t } = useI18n();
  const preview = useQuery(previewQuery(props));
  const title = props.kind === 'slack' ? t('admin.preview.slack') : t('admin.preview.standard');
  return (
    <aside className={l.stack} aria-label={t('admin.preview')}>
      <div className={cx(l.row, l.between, l.wrap)}>
        <h2>{title}</h2>
        {preview.data && <Badge tone={preview.data.sample ? undefined : 'ok'}>{preview.data.sample ? t('admin.preview.sample') : t('admin.preview.real')}</Badge>}
      </div>
      {preview.isPending && (
        <Loading className={cx(l.card, l.tight)}>
          <Bone width="60%" />
          <Bone width="90%" />
          <Bone width="40%" />
        </Loading>
      )}
      {preview.isError && <Failed title={t('admin.preview.failed')} error={preview.error} retry={() => void preview.refetch()} />}
      {preview.data &&
        (props.kind === 'slack' ? (
          <Slack message={preview.data.body as SlackMessage} language={props.language} />
        ) : (
          // A long line is read by scrolling, with the keyboard too.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <pre className={s.json} tabIndex={0} role="region" aria-label={title}>
            {JSON.stringify(preview.data.body, null, 2)}
          </pre>
        ))}
    </aside>
  );
}

/** Slack's escapes and marks, undone: only for our own words. */
function shown(text: string): string {
  return text
    .replace(/^<[^|>]*\|([^>]*)>$/, '$1')
    .replace(/^\*(.*)\*$/, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function Slack({ message, language }: { message: SlackMessage; language: string }) {
  return (
    <div className={s.slack}>
      <span className={s.slackLogo}>
        <Logo />
      </span>
      <div lang={language}>
        {message.blocks.map((block, at) => {
          // The blocks of one message have no names and never move.
          if (block.type === 'header') return <b key={at}>{shown(block.text?.text ?? '')}</b>;
          if (block.fields) {
            return (
              <dl key={at} className={s.slackFacts}>
                {block.fields.map((field, place) => (place % 2 === 0 ? <dt key={place}>{shown(field.text)}</dt> : <dd key={place}>{shown(field.text)}</dd>))}
              </dl>
            );
          }
          if (block.elements) {
            return (
              <p key={at} className={s.slackLink}>
                {block.elements.map((element) => shown(element.text)).join(' ')}
              </p>
            );
          }
          return <p key={at}>{shown(block.text?.text ?? '')}</p>;
        })}
      </div>
    </div>
  );
}
