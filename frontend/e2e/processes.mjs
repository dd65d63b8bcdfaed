// The processes that a server started, to see that none outlives it. Linux only, as the embedded servers are.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';

/** The processes below `pid`, and those that work in `folder` or below it: [{pid, name, began}]. */
export function processesOf(pid, folder) {
  const all = running();
  const below = new Set([pid]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const one of all) if (below.has(one.parent)) below.add(one.pid);
  }
  below.delete(pid);
  return all.filter((one) => below.has(one.pid) || worksIn(one.pid, folder));
}

/** Those of some processes that run still: a number that was given to another process is not the same. */
export function stillRunning(processes) {
  const all = running();
  return processes.filter((one) => all.some(({ pid, began }) => pid === one.pid && began === one.began));
}

function running() {
  const found = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // The name stands in brackets and may hold anything; state, parent and, the 20th, the start follow it.
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const close = stat.lastIndexOf(')');
      const fields = stat.slice(close + 2).split(' ');
      if (fields[0] === 'Z') continue; // ended; whoever is to hear of it has not asked yet
      found.push({ pid: Number(entry), name: stat.slice(stat.indexOf('(') + 1, close), parent: Number(fields[1]), began: fields[19] });
    } catch {
      // ended meanwhile
    }
  }
  return found;
}

function worksIn(pid, folder) {
  try {
    const place = readlinkSync(`/proc/${pid}/cwd`);
    return place === folder || place.startsWith(folder + sep);
  } catch {
    return false; // ended meanwhile, or another user's
  }
}
