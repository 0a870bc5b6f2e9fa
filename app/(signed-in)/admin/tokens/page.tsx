import type { Metadata } from "next";
import { page } from "@/app/page-entrance";
import { Tokens } from "@/components/admin/tokens";
import { listTokens } from "@/lib/people";

export const metadata: Metadata = { title: "API tokens" };

export default page(
  { name: "/admin/tokens", permission: "user:manage", shows: "API tokens" },
  async (ctx) => <Tokens first={await listTokens(ctx)} />,
);
