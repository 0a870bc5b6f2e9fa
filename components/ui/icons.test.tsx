import * as lucide from "lucide-react";
import type { ComponentType } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import * as icons from "./icons";

const drawn = (Icon: ComponentType): string => renderToStaticMarkup(<Icon />).replace(/^<svg[^>]*>/, "");

test.each(Object.entries(icons))("%s is drawn as lucide draws it", (name, Icon) => {
  const original = (lucide as unknown as Record<string, ComponentType>)[name];
  expect(original).toBeDefined();
  expect(drawn(Icon)).toBe(drawn(original as ComponentType));
});

test("an icon is silent for screen readers and takes the size it is given", () => {
  const markup = renderToStaticMarkup(<icons.X className="size-4" />);
  expect(markup).toContain('aria-hidden="true"');
  expect(markup).toContain('class="size-4"');
});
