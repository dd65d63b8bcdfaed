import { useQuery } from '@tanstack/react-query';
import { useCombobox } from 'downshift';
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { employeesQuery } from '../api/queries';
import type { Person } from '../api/types';
import { useI18n } from '../i18n';
import { Hidden } from './bits';
import c from './controls.module.css';
import { FieldNote } from './Field';
import { Icon } from './Icon';
import { Avatar } from './Person';
import { useSettled } from './useSettled';

interface PickerProps {
  label: string;
  hideLabel?: boolean;
  hint?: string | undefined;
  optional?: boolean;
  placeholder?: string;
  error?: string | null | undefined;
  value: Person[];
  max: number;
  /** Who cannot be chosen, by id. */
  without?: string[];
  onChange: (value: Person[]) => void;
  inputRef?: RefObject<HTMLInputElement | null>;
}

const pause = 120;

/** Finds colleagues as one types, among a million as among twelve, and keeps those chosen. */
export default function PeoplePicker(props: PickerProps) {
  const { label, hint, error, value, max, onChange } = props;
  const { t } = useI18n();
  const [text, setText] = useState('');
  const own = useRef<HTMLInputElement>(null);
  const input = props.inputRef ?? own;
  const query = useSettled(text.trim(), pause);
  const search = useQuery({ ...employeesQuery(query), enabled: query !== '' });
  const hidden = new Set([...(props.without ?? []), ...value.map((p) => p.id)]);
  const found = query === '' ? [] : (search.data ?? []).filter((e) => !hidden.has(e.id));
  const settled = query === text.trim() && !search.isFetching;

  const combo = useCombobox<Person>({
    items: found,
    inputValue: text,
    selectedItem: null,
    defaultHighlightedIndex: 0,
    initialHighlightedIndex: -1,
    itemToString: (person) => person?.name ?? '',
    itemToKey: (person) => person?.id,
    getA11yStatusMessage: ({ isOpen }) => (isOpen && settled ? t('people.results', { count: found.length }) : ''),
    stateReducer: (state, { type, changes }) => {
      // Leaving the field must not choose what happens to be marked.
      if (type === useCombobox.stateChangeTypes.InputBlur) return { ...changes, selectedItem: null, inputValue: state.inputValue };
      // A list that nobody sees would take the Escape that is meant for the dialog around it.
      const typed = changes.inputValue ?? state.inputValue;
      return typed.trim() === '' ? { ...changes, isOpen: false, highlightedIndex: -1 } : changes;
    },
    onSelectedItemChange: ({ selectedItem }) => {
      if (!selectedItem) return;
      const { id, name, team } = selectedItem;
      onChange(max === 1 ? [{ id, name, team }] : [...value, { id, name, team }].slice(-max));
      setText('');
      input.current?.focus();
    },
  });

  const remove = (id: string) => {
    onChange(value.filter((p) => p.id !== id));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = value.at(-1);
    if (event.key === 'Backspace' && text === '' && last) remove(last.id);
    // Enter with the list closed sends the form around it; with the list open it only chooses.
    if (event.key === 'Enter' && text !== '' && !event.ctrlKey && !event.metaKey) event.preventDefault();
  };

  // The text is set by the event itself: set any later, the letters of a fast typist are lost.
  // Downshift ties the ref together with its own; it reads it in handlers only.
  // eslint-disable-next-line react-hooks/refs
  const inputProps = combo.getInputProps({ ref: input, onKeyDown, onChange: (event) => setText(event.currentTarget.value) });
  const open = combo.isOpen && text.trim() !== '';
  const labelProps = combo.getLabelProps();
  const noteId = `${labelProps.id}-note`;
  const below = error ?? hint;
  return (
    <div className={c.field}>
      {props.hideLabel ? (
        <Hidden>
          <label {...labelProps}>{label}</label>
        </Hidden>
      ) : (
        <label className={c.label} {...labelProps}>
          {label} {props.optional && <span className={c.hint}>{t('field.optional')}</span>}
        </label>
      )}
      <div className={c.combo}>
        {/* The keyboard reaches the input by itself; a press beside it is for the mouse. */}
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
        <div className={c.comboBox} data-invalid={error ? '' : undefined} onClick={() => input.current?.focus()}>
          {value.map((person) => (
            <span className={c.token} key={person.id}>
              <Avatar id={person.id} name={person.name} size="xs" />
              {person.name}
              <button type="button" aria-label={t('action.remove', { name: person.name })} onClick={() => remove(person.id)}>
                <Icon name="x" size="s" />
              </button>
            </span>
          ))}
          <input
            {...inputProps}
            placeholder={value.length > 0 ? (max > 1 ? t('people.add') : '') : (props.placeholder ?? t('people.placeholder'))}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={below ? noteId : undefined}
            aria-invalid={error ? true : undefined}
          />
        </div>
        <div className={c.listbox} hidden={!open || (found.length === 0 && !settled)}>
          <ul {...combo.getMenuProps({ 'aria-label': label })}>
            {open &&
              found.map((person, index) => (
                <li className={c.option} key={person.id} {...combo.getItemProps({ item: person, index })}>
                  <Avatar id={person.id} name={person.name} size="xs" />
                  <span>
                    <Marked text={person.name} part={query} /> <small>{person.team?.name}</small>
                  </span>
                </li>
              ))}
          </ul>
          {settled && found.length === 0 && <p className={c.optionNote}>{search.isError ? t('people.failed') : t('people.none')}</p>}
        </div>
      </div>
      {below && <FieldNote id={noteId} error={!!error} text={below} />}
    </div>
  );
}

/** The text with what was typed underlined. */
function Marked({ text, part }: { text: string; part: string }) {
  const at = text.toLocaleLowerCase().indexOf(part.toLocaleLowerCase());
  if (at < 0 || part === '') return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + part.length)}</mark>
      {text.slice(at + part.length)}
    </>
  );
}
