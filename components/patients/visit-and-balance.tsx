import { formatMoney } from "@/components/billing/format-money";
import { PageLink } from "@/components/ui/page-link";
import { Panel } from "@/components/ui/panel";
import type { PatientSummary } from "@/lib/chart/schema";
import { formatWhen } from "./format-moment";

type Props = { summary: PatientSummary; clinic: { locale: string; timeZone: string }; maySeeLedger: boolean };

/** What comes next and what is owed; the amount opens the entries that sum to it. */
export function VisitAndBalance({ summary, clinic, maySeeLedger }: Props) {
  const { nextAppointment, balance, patient } = summary;
  const amount = formatMoney(balance.amount, balance.currency, clinic.locale);
  return (
    <>
      <Panel title="Next visit">
        {nextAppointment ? (
          <p className="figures py-1">
            {formatWhen(nextAppointment.at, clinic, true)} · {nextAppointment.type}
            <span className="block text-small text-muted">{nextAppointment.providerName}</span>
          </p>
        ) : (
          <p className="py-1 text-muted">No appointment booked.</p>
        )}
      </Panel>
      <Panel title="Balance">
        <p className="py-1">
          {maySeeLedger ? (
            <PageLink
              href={`/patients/${patient.id}/billing`}
              className="figures text-title font-semibold text-accent underline decoration-line-strong underline-offset-4"
            >
              {amount}
            </PageLink>
          ) : (
            <span className="figures text-title font-semibold">{amount}</span>
          )}
          <span className="block text-small text-muted">
            {balance.amount.startsWith("-") ? "credit on the account" : "owed on the account"}
          </span>
        </p>
      </Panel>
    </>
  );
}
