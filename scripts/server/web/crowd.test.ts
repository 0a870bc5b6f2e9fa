import fc from "fast-check";
import { expect, test } from "vitest";
import { createCrowd } from "./crowd";

test("the oldest of a largest group is taken, whoever came and went before", () => {
  const step = fc.record({
    does: fc.constantFrom("add", "add", "remove", "take"),
    group: fc.nat(3),
    member: fc.nat(12),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const crowd = createCrowd<number>();
      let present: { group: string; member: number }[] = [];
      const sizeOf = (group: string) => present.filter((one) => one.group === group).length;
      const largest = () => Math.max(0, ...present.map(({ group }) => sizeOf(group)));
      for (const { does, group, member } of steps) {
        let gone: number | undefined = member;
        if (does === "add") crowd.add(`${group}`, member);
        else if (does === "remove") crowd.remove(member);
        else gone = crowd.takeOldestOfLargest();
        if (does === "take") {
          const oldest = present.find((one) => one.member === gone);
          expect(oldest ? sizeOf(oldest.group) : 0).toBe(largest());
          expect(present.find((one) => one.group === oldest?.group)?.member).toBe(gone);
        }
        present = present.filter((one) => one.member !== gone);
        if (does === "add") present.push({ group: `${group}`, member });
        expect([crowd.size(), crowd.largest()]).toEqual([present.length, largest()]);
      }
    }),
  );
});
