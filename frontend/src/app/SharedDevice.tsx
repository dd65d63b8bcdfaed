import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../api/client';
import { meQuery } from '../api/queries';
import { markSession } from '../api/session';
import type { Me } from '../api/types';
import { useI18n } from '../i18n';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import l from '../ui/layout.module.css';
import { forgetTyped } from './typed';

/** How long a shared device may lie unused, and for how long before its end one is asked, in seconds. */
const idle = 60;
const asked = 15;

/** The server hears of use at most so often, in milliseconds: it ends the session by its own clock. */
const tellEvery = 10_000;

const uses = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/** On a device that many use: signs out who has gone, and asks first. */
export default function SharedDevice({ me }: { me: Me }) {
  const { t, format } = useI18n();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [left, setLeft] = useState(idle);
  const asks = useRef(false);
  const used = useRef(0);
  const told = useRef(0);
  const gone = useRef(false);

  const stay = useCallback(() => {
    used.current = Date.now();
    asks.current = false;
    setLeft(idle);
    if (used.current - told.current < tellEvery) return;
    told.current = used.current;
    void client.refetchQueries({ queryKey: meQuery.queryKey });
  }, [client]);

  const leave = useCallback(
    async (to: string) => {
      if (gone.current) return;
      gone.current = true;
      try {
        await call('DELETE', '/auth/session');
      } catch {
        // It has ended by itself, or will: the server counts as well.
      }
      markSession(null);
      forgetTyped();
      navigate(to, { replace: true });
      client.clear();
    },
    [client, navigate],
  );

  useEffect(() => {
    used.current = Date.now();
    told.current = used.current;
    const onUse = () => {
      if (!asks.current) stay();
    };
    const tick = () => {
      const rest = Math.max(0, idle - Math.floor((Date.now() - used.current) / 1000));
      setLeft(rest);
      asks.current = rest <= asked;
      if (rest === 0) void leave('/signin?left=1');
    };
    uses.forEach((name) => window.addEventListener(name, onUse, { passive: true, capture: true }));
    document.addEventListener('visibilitychange', tick);
    const timer = setInterval(tick, 1000);
    return () => {
      uses.forEach((name) => window.removeEventListener(name, onUse, { capture: true }));
      document.removeEventListener('visibilitychange', tick);
      clearInterval(timer);
    };
  }, [stay, leave]);

  if (left > asked) return null;
  return (
    <Dialog title={t('shared.title', { name: me.name })} onClose={stay}>
      <p role="timer" className={l.soft}>
        {t('shared.text', { count: left })}
      </p>
      <p className={l.big} aria-hidden="true">
        {format.number(left)}
      </p>
      <Button look="primary" block onClick={stay}>
        {t('shared.stay')}
      </Button>
      <Button block onClick={() => void leave('/signin')}>
        {t('app.signOut')}
      </Button>
    </Dialog>
  );
}
