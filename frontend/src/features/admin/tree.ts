import type { Team } from '../../api/types';

export interface Branch {
  team: Team;
  children: Branch[];
}

/** Teams as a tree, each level in the order in which the list has them. A team whose parent is missing stands at the top. */
export function treeOf(teams: Team[]): Branch[] {
  const branches = new Map<string, Branch>(teams.map((team) => [team.id, { team, children: [] }]));
  const top: Branch[] = [];
  for (const branch of branches.values()) {
    const parent = branch.team.parent && branches.get(branch.team.parent.id);
    (parent ? parent.children : top).push(branch);
  }
  return top;
}

/** A team and all below it, by id. */
export function below(teams: Team[], id: string): Set<string> {
  const found = new Set([id]);
  let before = 0;
  while (found.size > before) {
    before = found.size;
    for (const team of teams) if (team.parent && found.has(team.parent.id)) found.add(team.id);
  }
  return found;
}
