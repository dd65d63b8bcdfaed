import { useQuery } from '@tanstack/react-query';
import { useCombobox } from 'downshift';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { searchQuery } from '../api/queries';
import type { SearchHit } from '../api/types';
import { useI18n } from '../i18n';
import c from '../ui/controls.module.css';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { Avatar } from '../ui/Person';
import s from './search.module.css';

interface Line {
  to: string;
  name: string;
  below?: string | undefined;
  picture: { id: string; shape: 'colleague' | 'outside' } | 'recognition' | 'all';
}

const pause = 150;

/** From anywhere: people, customers, recognitions; and the way to all of what is found. */
export default function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t, format } = useI18n();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const query = useSettled(text.trim());
  const found = useQuery({ ...searchQuery(query), enabled: query !== '' });
  const hits = query === '' ? [] : (found.data?.items ?? []).map((hit) => lineOf(hit, format.list));
  const lines: Line[] =
    text.trim() === '' ? [] : [...hits, { to: `/search?q=${encodeURIComponent(text.trim())}`, name: t('search.all', { q: text.trim() }), picture: 'all' }];

  // Hits for what was typed before stay until others come, to be looked at and pressed; Enter is for what is typed now.
  const settled = query === text.trim() && found.isSuccess && !found.isPlaceholderData;

  const combo = useCombobox<Line>({
    items: lines,
    inputValue: text,
    selectedItem: null,
    isOpen: lines.length > 0,
    defaultHighlightedIndex: 0,
    itemToString: (line) => line?.name ?? '',
    itemToKey: (line) => line?.to,
    getA11yStatusMessage: () => (lines.length > 0 && settled ? t('search.results', { count: hits.length }) : ''),
    stateReducer: (state, { type, changes }) =>
      type === useCombobox.stateChangeTypes.InputBlur ? { ...changes, selectedItem: null, inputValue: state.inputValue } : changes,
    onSelectedItemChange: ({ selectedItem }) => {
      if (!selectedItem) return;
      onClose();
      navigate(selectedItem.to);
    },
  });
  const input = useRef<HTMLInputElement>(null);
  // Downshift ties the ref together with its own; it reads it in handlers only.
  // eslint-disable-next-line react-hooks/refs
  const inputProps = combo.getInputProps({
    ref: input,
    onChange: (event) => setText(event.currentTarget.value),
    onKeyDown: (event) => {
      // Escape closes the dialog; the list alone is nothing to close.
      if (event.key === 'Escape') onClose();
      const all = lines.at(-1);
      if (event.key === 'Enter' && all && !settled) {
        Object.assign(event.nativeEvent, { preventDownshiftDefault: true });
        onClose();
        navigate(all.to);
      }
    },
  });
  return (
    <Dialog title={t('app.search')} place="top" wide onClose={onClose}>
      <label className={s.vh} {...combo.getLabelProps()}>
        {t('search.words')}
      </label>
      <input {...inputProps} className={c.input} placeholder={t('search.placeholder')} autoComplete="off" spellCheck={false} maxLength={200} />
      <ul {...combo.getMenuProps({ 'aria-label': t('app.search') })} className={s.list}>
        {lines.map((line, index) => (
          <li className={c.option} key={line.to} {...combo.getItemProps({ item: line, index })}>
            <Picture line={line} />
            <span>
              {line.name} {line.below && <small>{line.below}</small>}
            </span>
          </li>
        ))}
      </ul>
      {text.trim() === '' ? (
        <p className={c.hint}>{t('search.begin.text')}</p>
      ) : found.isError ? (
        <p className={c.hint}>{t('search.failed')}</p>
      ) : (
        settled && hits.length === 0 && <p className={c.hint}>{t('search.none')}</p>
      )}
    </Dialog>
  );
}

function Picture({ line: { picture, name } }: { line: Line }) {
  if (picture === 'all') return <Icon name="search" />;
  if (picture === 'recognition') return <Icon name="leaf" />;
  return <Avatar id={picture.id} name={name} shape={picture.shape} size="xs" />;
}

function lineOf(hit: SearchHit, list: (names: string[]) => string): Line {
  if (hit.employee) {
    const { id, name, team } = hit.employee;
    return { to: `/people/${id}`, name, below: team?.name, picture: { id, shape: 'colleague' } };
  }
  if (hit.customer) {
    const { name } = hit.customer;
    return { to: `/search?kind=recognition&customer=${encodeURIComponent(name)}`, name, picture: { id: name, shape: 'outside' } };
  }
  const { id, nominees, story } = hit.recognition ?? { id: '', nominees: [], story: '' };
  return { to: `/recognitions/${id}`, name: list(nominees.map((n) => n.name)), below: beginning(story), picture: 'recognition' };
}

const most = 70;

function beginning(story: string): string {
  if (story.length <= most) return story;
  const cut = story.slice(0, most);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2)).replace(/[\s.,:;—–-]+$/, '')}…`;
}

/** The value once it has stood still. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === '' ? 0 : pause);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
