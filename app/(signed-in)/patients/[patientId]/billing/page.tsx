import { page } from "@/app/page-entrance";
import { formatMoney } from "@/components/billing/format-money";
import { Ledger } from "@/components/billing/ledger";
import { listLedger } from "@/lib/chart";
import { openChart } from "../chart";

const FIRST_ENTRIES = 100;

export default page(
  { name: "/patients/:id/billing", permission: "billing:read", shows: "billing" },
  async (ctx, { params }) => {
    const { patientId = "" } = params;
    const chart = await openChart(patientId);
    if (!chart) return null;
    const { summary } = chart;
    const first = await listLedger(ctx, patientId, { limit: FIRST_ENTRIES });
    const { amount, currency } = summary.balance;
    return (
      <div className="grid min-h-0 grid-rows-[auto_minmax(0,1fr)]">
        <p className="flex items-baseline gap-3 border-b border-line px-4 py-3">
          <span className="text-muted">Balance</span>
          <strong className="figures text-title font-semibold">
            {formatMoney(amount, currency, ctx.tenant.locale)}
          </strong>
          <span className="text-small text-muted">{amount.startsWith("-") ? "credit" : "owed"}</span>
        </p>
        <Ledger patientId={patientId} chartVersion={summary.chartVersion} first={first} />
      </div>
    );
  },
);
