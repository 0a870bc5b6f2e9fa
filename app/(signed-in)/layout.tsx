import type { ReactNode } from "react";
import { orUnavailable, visitPage } from "@/app/page-entrance";
import { SessionLock } from "@/components/session/session-lock";
import { Providers } from "@/components/shell/providers";
import { RegisterWorker } from "@/components/shell/register-worker";
import { Shell } from "@/components/shell/shell";

export default function SignedInLayout({ children }: { children: ReactNode }) {
  return orUnavailable(() => signedIn(children));
}

async function signedIn(children: ReactNode) {
  const { ctx, isLocked } = await visitPage();
  const { locale, timeZone, currency, dateOrder } = ctx.tenant;
  const userName = ctx.actor.name;
  const userEmail = ctx.actor.email ?? "";
  const clinic = {
    locale,
    timeZone,
    currency,
    dateOrder,
    clinicName: ctx.tenant.name,
    userName,
    userEmail,
    role: ctx.actor.role ?? ("reception" as const),
    permissions: [...ctx.permissions],
  };
  return (
    <Providers clinic={clinic}>
      <RegisterWorker />
      <SessionLock userName={userName} userEmail={userEmail} startsLocked={isLocked}>
        <Shell permissions={clinic.permissions}>{children}</Shell>
      </SessionLock>
    </Providers>
  );
}
