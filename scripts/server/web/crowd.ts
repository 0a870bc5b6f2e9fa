export type Crowd<T> = {
  add: (group: string, member: T) => void;
  remove: (member: T) => void;
  /** How many there are in all groups together. */
  size: () => number;
  /** How many there are in the group that has the most; 0 when there are none. */
  largest: () => number;
  /** Removes the member that came first to a group that has the most. */
  takeOldestOfLargest: () => T | undefined;
};

/** Members by group, each in one. Whatever is asked costs the same however many members and groups there are. */
export function createCrowd<T>(): Crowd<T> {
  const groups = new Map<string, Set<T>>();
  const groupOf = new Map<T, string>();
  // At n the names of the groups that have n members. A group grows and shrinks by one.
  const bySize: Set<string>[] = [];
  let largest = 0;

  const note = (name: string, before: number, now: number): void => {
    bySize[before]?.delete(name);
    if (now > 0) bySize[now] = (bySize[now] ?? new Set()).add(name);
    if (now > largest || (before === largest && !bySize[before]?.size)) largest = now;
  };
  const remove = (member: T): void => {
    const name = groupOf.get(member);
    const group = name === undefined ? undefined : groups.get(name);
    if (name === undefined || !group) return;
    groupOf.delete(member);
    group.delete(member);
    note(name, group.size + 1, group.size);
    if (group.size === 0) groups.delete(name);
  };
  return {
    add: (name, member) => {
      remove(member);
      const group = groups.get(name) ?? new Set();
      groups.set(name, group.add(member));
      groupOf.set(member, name);
      note(name, group.size - 1, group.size);
    },
    remove,
    size: () => groupOf.size,
    largest: () => largest,
    takeOldestOfLargest: () => {
      // A Set keeps the order in which they came.
      for (const name of bySize[largest] ?? [])
        for (const oldest of groups.get(name) ?? []) {
          remove(oldest);
          return oldest;
        }
      return undefined;
    },
  };
}
