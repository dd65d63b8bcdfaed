// The page's side of the worker.
import type { Converted, Reply, Request, Survey } from './worker';

/** What can be waited for, and given up. */
export interface Work<T> {
  result: Promise<T>;
  stop: () => void;
}

function run(request: Request, onRead: (read: number) => void): Work<Reply> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const result = new Promise<Reply>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.kind === 'progress') {
        onRead(data.read);
        return;
      }
      worker.terminate();
      if (data.kind === 'failed') reject(new Error(data.message));
      else resolve(data);
    };
    worker.postMessage(request);
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message));
    };
  });
  return { result, stop: () => worker.terminate() };
}

type Asked<D extends Request['do']> = Omit<Extract<Request, { do: D }>, 'do'>;

export async function surveyFile(job: Asked<'survey'>, onRead: (read: number) => void): Promise<Survey> {
  const reply = await run({ do: 'survey', ...job }, onRead).result;
  if (reply.kind !== 'survey') throw new Error('the worker answered something else');
  return reply.survey;
}

export async function convertFile(job: Asked<'convert'>, onRead: (read: number) => void): Promise<Converted> {
  const reply = await run({ do: 'convert', ...job }, onRead).result;
  if (reply.kind !== 'converted') throw new Error('the worker answered something else');
  return reply.converted;
}
