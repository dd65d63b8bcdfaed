import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { call, imageUrl } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Image } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { FieldNote } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { useErrorText } from '../../ui/states';
import s from './image.module.css';

/** What the server takes (app/picture): it says no to the rest as well. */
const types = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const most = 5 * 1024 * 1024;

interface Props {
  value: string | null;
  error: string | null;
  onChange: (image: string | null) => void;
}

/** An image that is let go here or chosen, and seen as it will be. */
export function ImageField({ value, error, onChange }: Props) {
  const { t } = useI18n();
  const errorText = useErrorText();
  const intent = useIntent();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<'type' | 'size' | null>(null);
  const upload = useMutation({
    mutationFn: (file: File) => call<Image>('POST', '/images', { file, key: intent.key([file.name, file.size, file.lastModified]) }),
    onSuccess: (image) => onChange(image.id),
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (!file || upload.isPending) return;
    const fault = !types.includes(file.type) ? 'type' : file.size > most ? 'size' : null;
    setRefused(fault);
    upload.reset();
    if (!fault) upload.mutate(file);
  };
  const fault = refused ? t(`admin.reward.image.${refused}`) : upload.error ? errorText(upload.error) : error;
  return (
    <div className={s.field} role="group" aria-labelledby={id} aria-describedby={`${id}-hint`}>
      <span className={c.label} id={id}>
        {t('admin.reward.image')} <span className={c.hint}>{t('field.optional')}</span>
      </span>
      {/* A mouse lets files go here; the keyboard has the button. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className={cx(s.drop, over && s.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <div className={s.frame}>
          {value ? <img src={imageUrl(value)} alt={t('admin.reward.image.preview')} /> : <Icon name="gift" />}
        </div>
        <div className={cx(l.stack, l.sm)}>
          <p className={cx(l.small, l.soft)}>{t('admin.reward.image.drop')}</p>
          <div className={cx(l.row, l.wrap)}>
            <Button small busy={upload.isPending} onClick={() => input.current?.click()}>
              {value ? t('admin.reward.image.other') : t('admin.reward.image.choose')}
            </Button>
            {value && (
              <Button small look="ghost" disabled={upload.isPending} onClick={() => onChange(null)}>
                {t('admin.reward.image.remove')}
              </Button>
            )}
          </div>
        </div>
        <input
          ref={input}
          type="file"
          className={l.vh}
          tabIndex={-1}
          aria-label={t('admin.reward.image.choose')}
          accept={types.join(',')}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      <div role="status">
        <FieldNote id={`${id}-hint`} error={!!fault} text={fault ?? t('admin.reward.image.hint')} />
      </div>
    </div>
  );
}
