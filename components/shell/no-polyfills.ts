/**
 * Stands for next's polyfills in the browser's scripts: whatever knows `popover`, which menus and lists are, knows all that they fill in
 * but this (Chrome has it from 120 on).
 */
if (!("canParse" in URL)) {
  Object.assign(URL, {
    canParse: (url: string, base?: string): boolean => {
      try {
        return Boolean(new URL(url, base));
      } catch {
        return false;
      }
    },
  });
}

export {};
