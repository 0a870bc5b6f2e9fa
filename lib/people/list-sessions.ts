import "server-only";
import { audit } from "@/lib/audit";
import { listOpenSessions } from "@/lib/auth";
import { type Ctx, withTenant } from "@/lib/tenancy";
import { namesOf } from "./names-of";
import { deviceOf } from "./rules";
import type { PersonSession } from "./schema";

/** Who is signed in to the caller's clinic now, last used first. Permission: session:read. Audited as `session.list`. */
export function listSessions(ctx: Ctx): Promise<{ items: PersonSession[]; nextCursor: null }> {
  return withTenant(ctx, async (tx) => {
    const open = await listOpenSessions(tx, ctx);
    const people = await namesOf(tx, ctx, [...new Set(open.map((one) => one.userId))]);
    const items = open.map(({ userAgent, ...one }) => {
      const { name = "", email = "" } = people.get(one.userId) ?? {};
      return { ...one, name, email, device: deviceOf(userAgent), isOwn: one.id === ctx.sessionId };
    });
    await audit(tx, ctx, { action: "session.list", detail: { shown: items.length } });
    return { items, nextCursor: null };
  });
}
