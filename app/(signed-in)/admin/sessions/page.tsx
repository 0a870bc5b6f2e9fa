import type { Metadata } from "next";
import { page } from "@/app/page-entrance";
import { Sessions } from "@/components/admin/sessions";
import { listSessions } from "@/lib/people";

export const metadata: Metadata = { title: "Sessions" };

export default page(
  { name: "/admin/sessions", permission: "session:read", shows: "who is signed in" },
  async (ctx, { query }) => (
    <Sessions first={await listSessions(ctx)} search={query.q ?? ""} now={new Date().toISOString()} />
  ),
);
