import { useI18n } from '../i18n';
import { Button } from './Button';

interface Props {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  look?: 'ghost';
  small?: boolean;
  block?: boolean;
  /** Of a box around it, where it needs room. */
  box?: string | undefined;
}

/** Loads the next page of a list, while there is one. */
export function More({ list, box, ...look }: Props) {
  const { t } = useI18n();
  if (!list.hasNextPage) return null;
  const button = (
    <Button {...look} busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {t('action.more')}
    </Button>
  );
  return box === undefined ? button : <div className={box}>{button}</div>;
}
