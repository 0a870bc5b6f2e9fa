/**
 * Stands for react-query's cache of mutations in the browser's build (next.config.ts), 2 KB that every page would load: changes are made by
 * useForm and useAct, which keep what was typed and repeat a lost answer. Only what QueryClient asks of it.
 */
export class MutationCache {
  clear(): void {}

  findAll(): never[] {
    return [];
  }

  resumePausedMutations(): Promise<void> {
    return Promise.resolve();
  }

  build(): never {
    throw new Error("There are no mutations of react-query here: use useForm or useAct.");
  }
}
