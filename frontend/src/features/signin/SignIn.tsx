import { useId, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useI18n } from '../../i18n';
import l from '../../ui/layout.module.css';
import { Note } from '../../ui/states';
import { EmailForm } from './EmailForm';
import { Entrance } from './Entrance';
import { CodeForm, PinForm } from './NumberForm';
import { safePath } from './paths';
import { keepWay, keptWay, type Way } from './way';
import s from './signin.module.css';

/** By address and password, by number and PIN, or for the first time by a printed code. */
export default function SignIn() {
  const { t } = useI18n();
  const [params] = useSearchParams();
  const id = useId();
  const [printed] = useState(takePrinted);
  const [way, setWay] = useState<Way | 'code'>(printed ? 'code' : keptWay);
  const chosen = params.has('chosen');
  const next = safePath(params.get('next'));
  const go = (to: Way | 'code') => {
    setWay(to);
    if (to !== 'code') keepWay(to);
  };
  return (
    <Entrance title={way === 'code' ? t('signin.first') : t('signin.title')}>
      {params.has('ended') && (
        <Note tone="sky" icon="info">
          {t('signin.ended')}
        </Note>
      )}
      {params.has('left') && (
        <Note tone="sky" icon="info">
          {t('signin.left')}
        </Note>
      )}
      {chosen && (
        <div id={id}>
          <Note tone="ok" icon="check">
            {t('signin.chosen')}
          </Note>
        </div>
      )}
      {way === 'email' && <EmailForm next={next} about={chosen ? id : null} />}
      {way === 'number' && <PinForm next={next} />}
      {way === 'code' && <CodeForm next={next} printed={printed} />}
      <nav className={s.ways} aria-label={t('signin.ways')}>
        {way !== 'number' && (
          <button type="button" className={s.way} onClick={() => go('number')}>
            {t('signin.byNumber')}
          </button>
        )}
        {way === 'number' && (
          <button type="button" className={s.way} onClick={() => go('code')}>
            {t('signin.byCode')}
          </button>
        )}
        {way !== 'email' && (
          <button type="button" className={s.way} onClick={() => go('email')}>
            {t('signin.byEmail')}
          </button>
        )}
      </nav>
      {way === 'number' && <p className={`${l.small} ${l.muted}`}>{t('signin.pinForgotten')}</p>}
    </Entrance>
  );
}

/** What the QR code of a printed slip says; it then stands neither in the address nor in the history. */
function takePrinted(): { number: string; code: string } | null {
  const said = new URLSearchParams(window.location.hash.slice(1));
  const number = said.get('number');
  const code = said.get('code');
  if (number === null || code === null) return null;
  history.replaceState(history.state, '', window.location.pathname + window.location.search);
  return { number, code };
}
