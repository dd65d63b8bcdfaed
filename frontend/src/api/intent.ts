import { useRef } from 'react';
import { newKey } from './client';

/**
 * The idempotency key of what the user means to do: the same content sent again after a failure keeps
 * its key, so that nothing happens twice; other content, or the next time after a success, gets a new one.
 */
export function useIntent(): { key: (content: unknown) => string; done: () => void } {
  const current = useRef<{ content: string; key: string } | null>(null);
  return {
    key: (content) => {
      const text = JSON.stringify(content);
      if (current.current?.content !== text) current.current = { content: text, key: newKey() };
      return current.current.key;
    },
    done: () => {
      current.current = null;
    },
  };
}
