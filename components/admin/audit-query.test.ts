import { expect, test } from "vitest";
import { filtersOf } from "./audit-query";

test("an address narrows by what it can mean and by nothing else", () => {
  const id = "0f8b6d1e-7c55-4a52-9a53-1b1f4a0c7a11";
  const query = new URLSearchParams({
    actor: id,
    patient: "x",
    action: "user.change",
    outcome: "ok",
    from: "soon",
  });
  expect(filtersOf(query)).toEqual({
    actor: id,
    patient: "",
    action: "user.change",
    outcome: "",
    from: "",
    to: "",
  });
});
