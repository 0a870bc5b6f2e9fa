import type { Metadata } from "next";
import { page } from "@/app/page-entrance";
import { People } from "@/components/admin/people";
import { listPeople } from "@/lib/people";

export const metadata: Metadata = { title: "People" };

const FIRST = 100;

export default page(
  { name: "/admin", permission: "user:manage", shows: "the people of the clinic" },
  async (ctx) => (
    <People
      first={await listPeople(ctx, { limit: FIRST })}
      ownId={ctx.actor.id ?? ""}
      now={new Date().toISOString()}
    />
  ),
);
