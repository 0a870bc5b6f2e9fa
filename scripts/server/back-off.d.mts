export function createBackOff(name: string, now?: () => number): (how: string) => number;
