/**
 * Stands for next's polyfills in the browser's scripts: whatever knows `popover`, which menus and lists are, knows what they fill in;
 * of URL.canParse, which Chrome has from 120 on, no script makes use.
 */
export {};
